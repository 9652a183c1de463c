import type { Conditions } from "./endpoints/endpoint.ts";

/** What happened is counted in parts of this length. */
export const PART_MS = 500;

/** A request that was lost: when, how, and the client's evidence. */
export interface Loss {
  readonly atMs: number;
  readonly how: string;
  readonly endpoint: string;
  readonly evidence: string;
}

/** What is known of a replica over time. */
export interface ReplicaHistory {
  readonly name: string;
  address: string;
  readonly conditions: { readonly atMs: number; readonly conditions: Conditions }[];
  readonly answeredInPart: number[];
  answered: number;
  exited?: { readonly atMs: number; readonly how: string };
}

/** What became of one kind of requests. */
export interface KindHistory {
  requests: number;
  answered: number;
  lost: number;
}

/** Everything that is seen in a run, in order; times are milliseconds since it began. The timeline and the verdict read it. */
export class Journal {
  readonly replicas: ReplicaHistory[] = [];
  readonly kinds = new Map<string, KindHistory>();
  readonly losses: Loss[] = [];
  readonly notes: { readonly atMs: number; readonly text: string }[] = [];
  readonly lostInPart: number[] = [];
  terminatedAtMs: number | undefined;
  /** When each proxy table learns that the replica is terminating. */
  tablesLearnAtMs: readonly number[] = [];

  /** The kinds of requests there will be, in the order in which they are shown. */
  constructor(kinds: readonly string[]) {
    for (const kind of kinds) this.kinds.set(kind, { requests: 0, answered: 0, lost: 0 });
  }

  note(atMs: number, text: string): void {
    this.notes.push({ atMs, text });
  }

  addReplica(name: string): void {
    this.replicas.push({ name, address: "", conditions: [], answeredInPart: [], answered: 0 });
  }

  noteListening(name: string, address: string): void {
    const replica = this.replica(name);
    if (replica !== undefined) replica.address = address;
  }

  replica(name: string): ReplicaHistory | undefined {
    return this.replicas.find((replica) => replica.name === name);
  }

  noteExit(atMs: number, name: string, how: string): void {
    const replica = this.replica(name);
    if (replica !== undefined) replica.exited = { atMs, how };
    this.note(atMs, `${name} ${how}`);
  }

  noteAsked(kind: string): void {
    this.#kind(kind).requests += 1;
  }

  noteAnswered(atMs: number, kind: string, endpoint: string): void {
    this.#kind(kind).answered += 1;
    const replica = this.replica(endpoint);
    if (replica === undefined) return;
    replica.answered += 1;
    addTo(replica.answeredInPart, atMs);
  }

  noteLost(kind: string, loss: Loss): void {
    this.#kind(kind).lost += 1;
    this.losses.push(loss);
    addTo(this.lostInPart, loss.atMs);
  }

  /** The sums over all kinds. */
  get totals(): KindHistory {
    const totals = { requests: 0, answered: 0, lost: 0 };
    for (const { requests, answered, lost } of this.kinds.values()) {
      totals.requests += requests;
      totals.answered += answered;
      totals.lost += lost;
    }
    return totals;
  }

  #kind(name: string): KindHistory {
    const kind = this.kinds.get(name);
    if (kind === undefined) throw new Error(`There is no kind of request named ${name}`);
    return kind;
  }
}

function addTo(parts: number[], atMs: number): void {
  const part = Math.floor(atMs / PART_MS);
  while (parts.length <= part) parts.push(0);
  parts[part] = (parts[part] ?? 0) + 1;
}
