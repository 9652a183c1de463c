import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "../../rehearsal/endpoints/endpoint.ts";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import type { Ports } from "../program/messages.ts";
import type { Tally } from "../tally.ts";

/** Where a connection goes to. */
export interface Target {
  readonly replica: string;
  readonly host: string;
  readonly port: number;
}

/** What one client is given. */
export interface Client {
  readonly random: SeededRandom;
  readonly tally: Tally;
  /** Fires when nothing new is to be begun. */
  readonly enough: AbortSignal;
  /** Chooses a replica for a new connection, by what its table knows. */
  readonly choose: () => Endpoint | undefined;
  /** The same, for one of a replica's ports. */
  readonly target: (port: keyof Ports) => Target;
}

/** A kind of clients: how many there are, and what each of them does until it is enough. */
export interface Kind {
  readonly name: string;
  readonly clients: number;
  readonly run: (client: Client) => Promise<void>;
}

/** Nothing takes longer than this, or it is lost. */
export const timeoutMs = 15_000;

/** Thinks for a while, or until it is enough. */
export async function think({ random, enough }: Client, meanMs: number): Promise<void> {
  const ms = random.exponential(meanMs, 1_000);
  await sleep(ms, undefined, { signal: enough }).catch(() => {});
}

/** Asks again and again, with a while to think in between. */
export async function repeat(client: Client, meanMs: number, ask: () => Promise<void>): Promise<void> {
  await think(client, meanMs);
  while (!client.enough.aborted) {
    await ask();
    await think(client, meanMs);
  }
}

/** What an error says, in a word if it has a code. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message ?? String(error);
}
