/** Says how many listeners the process has before its shutdowns are made, while they are there, and after they stopped. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { given, hears, listen, say } from "./parent.ts";

function sayListeners(when: string): void {
  // How this program listens to the test is its own affair.
  const names = process.eventNames().filter((name) => name !== "message");
  const counts = names.map((name) => [String(name), process.listenerCount(name)]);
  say(`${when} ${JSON.stringify(Object.fromEntries(counts))}`);
}

const { instances } = given as { readonly instances: number };
const stop = hears("stop");
const count = hears("count");
// What stdout and stderr leave on the process when they are first used is Node's.
process.stdout.write("");
process.stderr.write("");

sayListeners("before");
const shutdowns = Array.from({ length: instances }, () => gracefulShutdown({ lingerMs: 0, exit: false }));
sayListeners("created");
for (const [index, shutdown] of shutdowns.entries()) {
  shutdown.on(({ type }) => type === "stopped" && say("stopped"));
  listen(shutdown.attach(pages()), `server ${index}`);
}
sayListeners("attached");
void stop.then(() => Promise.all(shutdowns.map((shutdown) => shutdown.stop())));
await count;
sayListeners("after");
