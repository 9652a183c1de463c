import type { EventEmitter } from "node:events";

/** What may be left on an emitter: its listeners, and methods put before those of its class. */
export function traces(emitter: EventEmitter): Readonly<Record<string, number>> {
  const counts = emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)] as const);
  const methods = ["emit", "close", "listen", "closeIdleConnections", "handleUpgrade"];
  const own = methods.filter((name) => Object.hasOwn(emitter, name));
  return { ...Object.fromEntries(counts), ...Object.fromEntries(own.map((name) => [`own ${name}`, 1])) };
}
