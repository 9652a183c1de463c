import { readFileSync, writeSync } from "node:fs";

/** Everything core takes from the process: time, chance, signals, exit and environment come in by this one door. */
export interface Host {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  /** Calls back once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back in the next check phase, right after the event loop has polled. */
  afterTurn(callback: () => void): void;
  /** A number from 0 up to 1, evenly distributed. */
  random(): number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `bun`, `deno` or `node`, with the version. */
  readonly runtime: { readonly name: string; readonly version: string };
  /** True for the first process of a container: the kernel ignores signals it has no handler for. */
  readonly isInitProcess: boolean;
  /** The command line of the process that started us, where the system tells it (Linux); otherwise empty. */
  parentCommand(): string;
  /** Calls back before the listeners that were there already. */
  onSignal(name: NodeJS.Signals, heard: () => void): () => void;
  /** The listeners of a signal, ours among them, in their order. */
  signalListeners(name: NodeJS.Signals): readonly (() => void)[];
  onExit(exiting: (code: number) => void): () => void;
  /** Resolves when stdout and stderr have taken all that was written, or when they cannot. */
  flush(): Promise<void>;
  exit(code: number): void;
  /** Writes a line to stderr, before it returns if stderr takes it: it works while the process exits, too. */
  readonly print: (line: string) => void;
  /** One value per process and name, shared by every copy of this library that is loaded. */
  shared<T extends object>(name: string, make: () => T): T;
}

const runtimeNames = ["bun", "deno"] as const;

function runtime(): Host["runtime"] {
  const versions: Readonly<Record<string, string | undefined>> = process.versions;
  const name = runtimeNames.find((candidate) => versions[candidate] !== undefined) ?? "node";
  return { name, version: versions[name] ?? "unknown" };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (!stream.writable) return resolve();
    stream.once("error", () => resolve());
    stream.write("", () => resolve());
  });
}

/** Writes to stderr what it takes at once, and tells how much that was. */
function writeNow(text: Buffer): number {
  try {
    return writeSync(2, text);
  } catch (error) {
    // A closed stderr must not stop a shutdown.
    return (error as NodeJS.ErrnoException).code === "EAGAIN" ? 0 : text.length;
  }
}

/** The real process. */
export const processHost: Host = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  afterTurn: (callback) => void setImmediate(callback),
  random: () => Math.random(),
  environment: process.env,
  runtime: runtime(),
  isInitProcess: process.pid === 1,
  parentCommand() {
    try {
      return readFileSync(`/proc/${process.ppid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  },
  onSignal(name, heard) {
    process.prependListener(name, heard);
    return () => process.off(name, heard);
  },
  signalListeners: (name) => process.listeners(name) as (() => void)[],
  onExit(exiting) {
    process.on("exit", exiting);
    return () => process.off("exit", exiting);
  },
  async flush() {
    await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  },
  exit: (code) => process.exit(code),
  print(line) {
    const text = Buffer.from(`${line}\n`);
    const written = process.stderr.writableLength === 0 ? writeNow(text) : 0;
    // What a full pipe does not take waits behind what waits there already, and is flushed with it.
    if (written < text.length) process.stderr.write(text.subarray(written));
  },
  shared<T extends object>(name: string, make: () => T): T {
    const registry = globalThis as unknown as Record<symbol, T | undefined>;
    return (registry[Symbol.for(name)] ??= make());
  },
};
