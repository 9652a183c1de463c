import { setTimeout as sleep } from "node:timers/promises";
import { EndpointSlice } from "../endpoints/endpoint-slice.ts";
import type { Journal } from "../journal.ts";
import { Guardian } from "./guardian.ts";
import { probeReadiness } from "./readiness-probe.ts";
import { startReplica } from "./replica.ts";
import type { Exit, Replica } from "./replica.ts";

/** What the replicas run, where, and who writes down what happens to them. */
export interface ServicePlan {
  readonly program: string;
  readonly hosts: readonly string[];
  readonly gracePeriodMs: number;
  readonly journal: Journal;
  readonly nowMs: () => number;
}

/** The replicas of one service: started, probed, told to stop, and kept in its EndpointSlice. */
export class Service {
  readonly slice: EndpointSlice = new EndpointSlice();
  readonly #plan: ServicePlan;
  readonly #guardian = new Guardian();
  readonly #replicas = new Map<string, Replica>();
  readonly #terminating = new Set<string>();

  constructor(plan: ServicePlan) {
    this.#plan = plan;
    this.slice.watch((endpoints) => {
      for (const { name, conditions } of endpoints) {
        plan.journal.replica(name)?.conditions.push({ atMs: plan.nowMs(), conditions });
      }
    });
  }

  /** Starts a replica; fulfils when its readiness probe has been answered for the first time. */
  async start(name: string): Promise<void> {
    const { program, hosts, gracePeriodMs, journal, nowMs } = this.#plan;
    const host = hosts[this.#replicas.size] ?? "127.0.0.1";
    const replica = startReplica({
      name,
      program,
      host,
      gracePeriodSeconds: gracePeriodMs / 1_000,
      guardian: this.#guardian,
      heard: (line) => journal.note(nowMs(), `${name} says: ${line}`),
    });
    this.#replicas.set(name, replica);
    journal.addReplica(name);
    const ended = new AbortController();
    void replica.exited.then(() => ended.abort());
    void this.#noteExit(replica);

    const { port } = await replica.listening;
    journal.noteListening(name, `${host}:${port}`);
    await new Promise<void>((ready, failed) => {
      void replica.exited.then(() => failed(new Error(`${name} ended before it was ready`)));
      void probeReadiness({ host, port }, ended.signal, (isServing) => {
        this.slice.set({ name, host, port }, { isServing, isTerminating: this.#terminating.has(name) });
        if (isServing) ready();
      });
    });
    journal.note(nowMs(), `${name} is ready`);
  }

  /** Sends SIGTERM, and SIGKILL at the end of the grace period, as a kubelet does. */
  async terminate(name: string): Promise<Exit> {
    const { gracePeriodMs, journal, nowMs } = this.#plan;
    const replica = this.#replicas.get(name);
    if (replica === undefined) throw new Error(`There is no ${name}`);
    this.#terminating.add(name);
    journal.terminatedAtMs = nowMs();
    journal.note(nowMs(), `${name} gets SIGTERM`);
    replica.kill("SIGTERM");
    const endpoint = this.slice.endpoints.find((one) => one.name === name);
    if (endpoint !== undefined) {
      this.slice.set(endpoint, { isServing: endpoint.conditions.serving, isTerminating: true });
    }

    const overdue = sleep(gracePeriodMs, undefined, { ref: false });
    if ((await Promise.race([replica.exited, overdue])) === undefined) {
      journal.note(nowMs(), `${name} is still there at the end of its grace period and gets SIGKILL`);
      replica.kill("SIGKILL");
    }
    return replica.exited;
  }

  /** Kills what is left, at once. */
  kill(): void {
    for (const replica of this.#replicas.values()) replica.kill("SIGKILL");
    this.#guardian.end();
  }

  /** Fulfils when every replica has exited. */
  async gone(): Promise<void> {
    await Promise.all([...this.#replicas.values()].map(({ exited }) => exited));
  }

  async #noteExit({ name, exited }: Replica): Promise<void> {
    const { journal, nowMs } = this.#plan;
    const how = exitInWords(await exited);
    journal.noteExit(nowMs(), name, how);
    this.slice.remove(name);
  }
}

/** For example `exited with 0` and `was killed by SIGKILL`. */
function exitInWords({ code, signal }: Exit): string {
  return signal === null ? `exited with ${code}` : `was killed by ${signal}`;
}
