const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Ctrl-C and its kin end everything that was started, at once, with the exit code that a shell expects. */
export function endWhenInterrupted(end: () => void): void {
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.once(name, () => {
      end();
      process.stderr.write(`Interrupted by ${name}: no verdict.\n`);
      process.exit(128 + number);
    });
  }
  // A reader that has gone, as in `npm start | head`, wants no verdict either; 13 is SIGPIPE.
  process.stdout.once("error", () => {
    end();
    process.exit(128 + 13);
  });
}
