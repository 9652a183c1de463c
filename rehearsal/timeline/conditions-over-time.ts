import type { Conditions } from "../endpoints/endpoint.ts";
import { PART_MS } from "../journal.ts";
import type { ReplicaHistory } from "../journal.ts";
import type { Tone } from "./paint.ts";

/** The conditions at that moment; undefined before the replica was there and after it has gone. */
export function conditionsAt(replica: ReplicaHistory, atMs: number): Conditions | undefined {
  if (replica.exited !== undefined && replica.exited.atMs <= atMs) return undefined;
  return replica.conditions.findLast((change) => change.atMs <= atMs)?.conditions;
}

/** Green while ready, yellow while it serves and leaves, dim when it does neither. */
export function toneAt(replica: ReplicaHistory, part: number): Tone {
  const conditions = conditionsAt(replica, (part + 1) * PART_MS - 1);
  if (conditions === undefined || !conditions.serving) return "gone";
  return conditions.ready ? "ready" : "leaving";
}

/** How many it answered in the second before this moment, in whole parts. */
export function answeredPerSecond(replica: ReplicaHistory, nowMs: number): number {
  const part = Math.floor(nowMs / PART_MS);
  const parts = replica.answeredInPart.slice(Math.max(0, part - 1_000 / PART_MS), part);
  return parts.reduce((sum, count) => sum + count, 0);
}
