import type { Endpoint } from "./endpoint.ts";

/** What is true of a replica: whether its readiness probe is answered, and whether it was told to stop. */
export interface ReplicaState {
  readonly isServing: boolean;
  readonly isTerminating: boolean;
}

/** The truth about the endpoints of the service; who watches it is given the whole list after each change. */
export class EndpointSlice {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #watchers: ((endpoints: readonly Endpoint[]) => void)[] = [];

  get endpoints(): readonly Endpoint[] {
    return [...this.#endpoints.values()];
  }

  watch(watcher: (endpoints: readonly Endpoint[]) => void): void {
    this.#watchers.push(watcher);
  }

  /** Ready is serving and not terminating; a change to nothing new is no change. */
  set(address: { name: string; host: string; port: number }, state: ReplicaState): void {
    const { name, host, port } = address;
    const { isServing: serving, isTerminating: terminating } = state;
    const before = this.#endpoints.get(name)?.conditions;
    if (before?.serving === serving && before.terminating === terminating) return;
    const conditions = { ready: serving && !terminating, serving, terminating };
    this.#endpoints.set(name, { name, host, port, conditions });
    this.#tell();
  }

  remove(name: string): void {
    if (this.#endpoints.delete(name)) this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher(this.endpoints);
  }
}
