import type { Phase } from "@lameduck/core";

/** The ports of a replica: HTTP/1, HTTP/1 and HTTP/2 over TLS, HTTP/2 in cleartext. */
export interface Ports {
  readonly http: number;
  readonly https: number;
  readonly h2c: number;
}

/** A piece of work from the queue. */
export interface Job {
  readonly id: number;
  readonly ms: number;
}

/** What a replica tells. */
export type FromReplica =
  | { readonly say: "listening"; readonly ports: Ports }
  | { readonly say: "entered"; readonly phase: Phase }
  | { readonly say: "has room" }
  | { readonly say: "done"; readonly job: number };

/** What a replica is told. */
export interface ToReplica {
  readonly job: Job;
}

/** Tells the parent, and resolves when that is on its way. */
export function tell(message: FromReplica): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => resolve());
  });
}
