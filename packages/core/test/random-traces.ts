import type { EventEmitter } from "node:events";

/** What somebody else could have left on an emitter: listeners, and methods of its own before those of its class. */
export function traces(emitter: EventEmitter): Readonly<Record<string, unknown>> {
  const counts = emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]);
  const methods = ["emit", "close", "listen", "closeIdleConnections", "handleUpgrade"];
  return {
    ...(Object.fromEntries(counts) as Record<string, number>),
    methods: methods.filter((name) => Object.hasOwn(emitter, name)),
  };
}
