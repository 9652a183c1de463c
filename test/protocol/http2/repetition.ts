import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome } from "@lameduck/core";
import { Program } from "../programs/fork-program.ts";
import { Relay } from "../relay/relay.ts";
import { SessionClient, type Tally } from "./client.ts";

export interface Plan {
  readonly sessions: number;
  /** Requests of one session at a time. */
  readonly concurrency: number;
  /** How long a session pauses after each round of them; without, each request follows its answer at once. */
  readonly pauseMs?: number;
  readonly retries: boolean;
  readonly answerMs: number;
  /** How far away the servers are, one way. */
  readonly delayMs: number;
  /** The program of the servers; by default, the one with the library. */
  readonly program?: string;
}

export interface Repetition extends Tally {
  readonly outcome: Outcome;
}

const minimumMs = 1_000;
/** How long new sessions still come to the server that leaves: less than it serves them at least. */
const propagationMs = 600;
const warmUpMs = 500;

/** Replaces a server under load, and counts what came of every request. */
export async function repetition(plan: Plan): Promise<Repetition> {
  const args = [String(plan.answerMs), String(minimumMs)];
  const servers = [0, 1].map(() => new Program(plan.program ?? "./http2-server.ts", args));
  try {
    const ports = await Promise.all(servers.map((server) => server.says<number>()));
    const relay = new Relay(ports[0] ?? 0, plan.delayMs);
    const port = await relay.listen();
    const enough = new AbortController();
    const clients = Array.from({ length: plan.sessions }, () => new SessionClient(port, plan.retries));
    const runs = clients.map((client) => run(client, plan, enough.signal));
    await sleep(warmUpMs);
    const outcome = servers[0]!.says<Outcome>();
    servers[0]!.tell("stop");
    await sleep(propagationMs);
    relay.target = ports[1] ?? 0;
    const result = await outcome;
    enough.abort();
    await Promise.all(runs);
    for (const client of clients) client.close();
    relay.close();
    return { ...sum(clients.map(({ tally }) => tally)), outcome: result };
  } finally {
    await Promise.all(servers.map((server) => server.end()));
  }
}

async function run(client: SessionClient, plan: Plan, enough: AbortSignal): Promise<void> {
  const { concurrency, pauseMs } = plan;
  const all = Array.from({ length: concurrency });
  if (pauseMs === undefined) {
    const loop = async (): Promise<void> => {
      while (!enough.aborted) await client.post();
    };
    return void (await Promise.all(all.map(loop)));
  }
  // Sessions do not know of each other.
  await pause(Math.random() * pauseMs, enough);
  while (!enough.aborted) {
    await Promise.all(all.map(() => client.post()));
    await pause(pauseMs, enough);
  }
}

async function pause(ms: number, enough: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: enough }).catch(() => {});
}

function sum(tallies: readonly Tally[]): Tally {
  return {
    answered: tallies.reduce((total, { answered }) => total + answered, 0),
    refused: tallies.reduce((total, { refused }) => total + refused, 0),
    lost: tallies.flatMap(({ lost }) => lost),
  };
}
