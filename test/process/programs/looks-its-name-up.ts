/** Begins to listen by a name whose address is known only when the process closes. */
import dns from "node:dns";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { options, say, sayWhatHappens } from "./parent.ts";

let found = (): void => {};
const slowLookup = (_name: string, _options: unknown, callback: (...args: unknown[]) => void): void => {
  found = () => callback(null, [{ address: "127.0.0.1", family: 4 }]);
  say("looking up");
};
dns.lookup = slowLookup as unknown as typeof dns.lookup;

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
const server = shutdown.attach(pages());
shutdown.onClose("pool", async () => {
  found();
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  say(server.listening ? "it listens" : "it does not listen");
});
server.on("listening", () => say("listening"));
server.listen(0, "test.internal");
