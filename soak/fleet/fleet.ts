import { setTimeout as sleep } from "node:timers/promises";
import { EndpointSlice } from "../../rehearsal/endpoints/endpoint-slice.ts";
import { Guardian } from "../../rehearsal/replicas/guardian.ts";
import { probeReadiness } from "../../rehearsal/replicas/readiness-probe.ts";
import type { Ports } from "../program/messages.ts";
import { gracePeriodMs } from "../terms.ts";
import type { Queue } from "./queue.ts";
import { type Ending, Replica } from "./replica.ts";

const host = "127.0.0.1";

/** One stop of a replica, from SIGTERM to its exit. */
export interface Stop {
  readonly replica: string;
  readonly atMs: number;
  readonly tookMs: number;
  readonly ending: Ending;
  readonly lines: readonly string[];
}

/** Who hears what happens, and when it was. */
export interface FleetPlan {
  readonly queue: Queue;
  readonly nowMs: () => number;
  readonly epochMs: number;
  readonly note: (text: string) => void;
  readonly jobsLost: (replica: Replica, jobs: readonly number[]) => void;
}

/** A replica of which it is known where and since when it is ready. */
export interface Member {
  readonly replica: Replica;
  readonly ports: Ports;
  readonly readySinceMs: number;
}

/** The replicas: started, probed, stopped, and kept in an EndpointSlice. */
export class Fleet {
  readonly slice: EndpointSlice = new EndpointSlice();
  readonly stops: Stop[] = [];
  readonly #plan: FleetPlan;
  readonly #guardian = new Guardian();
  readonly #all: Replica[] = [];
  readonly #members = new Map<string, Member>();
  readonly #terminating = new Set<string>();
  readonly #ports = new Map<string, Ports>();

  constructor(plan: FleetPlan) {
    this.#plan = plan;
  }

  /** Those that are ready and not told to stop. */
  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  portsOf(name: string): Ports | undefined {
    return this.#ports.get(name);
  }

  /** What is known of the phase of a replica. */
  phaseOf(name: string): string {
    return this.#all.find((replica) => replica.name === name)?.phase ?? "unknown";
  }

  /** Starts one more, and resolves when its readiness probe has been answered. */
  async start(): Promise<void> {
    const { queue, nowMs, epochMs, note, jobsLost } = this.#plan;
    const name = `replica-${this.#all.length + 1}`;
    const replica: Replica = new Replica(name, epochMs, (message) => {
      if (message.say === "has room") queue.hasRoom(replica);
      else if (message.say === "done") queue.done(message.job);
    });
    this.#all.push(replica);
    void replica.exited.then(this.#guardian.guard(replica.pid));
    const ended = new AbortController();
    const gone = (): void => {
      ended.abort();
      this.slice.remove(name);
      jobsLost(replica, queue.lostWith(replica));
    };
    void replica.exited.then(gone);
    const ports = await replica.listening;
    this.#ports.set(name, ports);
    await new Promise<void>((ready, failed) => {
      void replica.exited.then(() => failed(new Error(`${name} ended before it was ready`)));
      void probeReadiness({ host, port: ports.http }, ended.signal, (isServing) => {
        const isTerminating = this.#terminating.has(name);
        this.slice.set({ name, host, port: ports.http }, { isServing, isTerminating });
        if (isServing) ready();
      });
    });
    this.#members.set(name, { replica, ports, readySinceMs: nowMs() });
    note(`${name} is ready`);
  }

  /** Sends SIGTERM, and SIGKILL at the end of the grace period, as a kubelet does. */
  async stop({ replica, ports }: Member): Promise<void> {
    const { nowMs, note } = this.#plan;
    const { name } = replica;
    const atMs = nowMs();
    this.#members.delete(name);
    this.#terminating.add(name);
    this.slice.set({ name, host, port: ports.http }, { isServing: true, isTerminating: true });
    replica.kill("SIGTERM");
    note(`${name} gets SIGTERM`);
    const overdue = sleep(gracePeriodMs, undefined, { ref: false });
    if ((await Promise.race([replica.exited, overdue])) === undefined) replica.kill("SIGKILL");
    const ending = await replica.exited;
    const tookMs = nowMs() - atMs;
    this.stops.push({ replica: name, atMs, tookMs, ending, lines: replica.lines });
    note(`${name} exited with ${ending} after ${(tookMs / 1_000).toFixed(1)} s`);
  }

  /** Kills what is left, at once. */
  kill(): void {
    for (const replica of this.#all) replica.kill("SIGKILL");
    this.#guardian.end();
  }
}
