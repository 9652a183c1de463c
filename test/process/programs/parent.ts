import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Shutdown, ShutdownOptions } from "@lameduck/core";

/** What the test gave on the command line. */
export const given: unknown = JSON.parse(process.argv[2] ?? "{}");
export const options: ShutdownOptions = given as ShutdownOptions;

// A test that was killed must not leave a program behind.
const leave = (): void => process.exit(99);
process.once("disconnect", leave);

/** Says something to the test that started this program. */
export function say(words: string): void {
  process.send?.(words);
}

/** Resolves when the test says this. */
export function hears(words: string): Promise<void> {
  return new Promise((resolve) => {
    const listener = (message: unknown): void => {
      if (message !== words) return;
      process.off("message", listener);
      resolve();
    };
    process.on("message", listener);
  });
}

/** Says nothing and hears nothing any more: the program ends when nothing else keeps it. */
export function letGo(): void {
  process.off("disconnect", leave);
  process.disconnect();
}

/** Listens on a port that the kernel chooses, and says which. */
export function listen(server: Server, name = "server"): void {
  server.listen(0, "127.0.0.1", () => say(`${name} listens on ${(server.address() as AddressInfo).port}`));
}

/** Says what happens in a shutdown. */
export function sayWhatHappens(shutdown: Shutdown): void {
  shutdown.on((event) => {
    if (event.type === "entered") say(`entered ${event.phase}`);
    if (event.type === "noticed") say(`noticed: ${event.what}`);
    if (event.type === "failed") say(`failed: ${event.name}`);
    if (event.type === "hurried") say(`hurried by ${event.by}`);
  });
}
