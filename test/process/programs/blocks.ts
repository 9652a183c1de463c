/** Blocks its event loop when it is told to, until the test writes to its stdin. Closes the server itself if asked to. */
import { readSync } from "node:fs";
import { gracefulShutdown, type ShutdownOptions } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say, sayWhatHappens } from "./parent.ts";

interface Given {
  /** Whether and where the application's own listener of SIGTERM stands, which closes the server. */
  readonly closes?: "before ours" | "after ours";
  readonly options: ShutdownOptions;
}

const { closes, options } = given as Given;
const server = pages();
const closeServer = (): void => void server.close();

if (closes === "before ours") process.on("SIGTERM", closeServer);
const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
listen(shutdown.attach(server));
if (closes === "after ours") process.on("SIGTERM", closeServer);

async function block(): Promise<void> {
  await hears("block");
  say("blocked");
  readSync(0, Buffer.alloc(1));
}
void block();
