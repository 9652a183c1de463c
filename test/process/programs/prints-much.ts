/** Writes as many lines of 100 bytes as it is told to each of stdout and stderr, in the last moment before the exit. */
import { gracefulShutdown, type ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, listen, sayWhatHappens } from "./parent.ts";

const { lines, options } = given as { readonly lines: number; readonly options: ShutdownOptions };
const line = `${"x".repeat(99)}\n`;

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
shutdown.onClose("printer", () => {
  for (const stream of [process.stdout, process.stderr]) {
    for (let n = 0; n < lines; n += 1) stream.write(line);
    stream.write("the end\n");
  }
});
listen(shutdown.attach(pages()));
