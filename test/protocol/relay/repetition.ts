import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { gracefulShutdown, type Outcome, type Shutdown } from "@lameduck/core";
import { type Loss, ThinkingClient } from "./clients.ts";
import { Relay } from "./relay.ts";
import { seededRandom, thinkingTimes } from "./seeded-random.ts";

const clientCount = 100;
const delayMs = 20;
const runInMs = 1_500;

/** A server that is told to go, and the promise that it is gone. */
export interface Leaving {
  readonly server: Server;
  readonly leave: () => Promise<Outcome | undefined>;
  /** How long after the beginning of that whoever connects is sent to the replacement. */
  readonly propagationMs: number;
}

export interface Result {
  readonly seed: number;
  readonly requestCount: number;
  readonly losses: readonly Loss[];
  readonly outcome: Outcome | undefined;
}

function echo(): Server {
  return createServer((req, res) => void pipeline(req, res, () => {}));
}

/** As it is meant: newcomers are served until they know better, then idle connections are left to their clients. */
export function withLameDuck(): Leaving {
  const lameDuck = { minimumMs: 2_000, quietMs: 300, maximumMs: 3_500 };
  return { ...withShutdown(gracefulShutdown({ ...options, lameDuck })), propagationMs: 1_000 };
}

/** The linger alone, where newcomers have been sent elsewhere before. */
export function withLinger(): Leaving {
  return { ...withShutdown(gracefulShutdown({ ...options, lameDuck: false })), propagationMs: 0 };
}

const options = { gracePeriodMs: 30_000, signals: false, logger: false } as const;

function withShutdown(shutdown: Shutdown): Omit<Leaving, "propagationMs"> {
  return { server: shutdown.attach(echo()), leave: () => shutdown.stop() };
}

/** As the manual of Node suggests; connections that are busy at that moment are kept after it, so it may never end. */
export function withClose(): Leaving {
  const server = echo();
  const leave = async (): Promise<undefined> => {
    server.close();
    await sleep(4_000);
    server.closeAllConnections();
  };
  return { server, leave, propagationMs: 0 };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A hundred clients across one stop: what they asked for, and what they lost. */
export async function repetition(seed: number, { server, leave, propagationMs }: Leaving): Promise<Result> {
  const replacement = echo();
  const relay = new Relay(await listening(server), delayMs);
  const replacementPort = await listening(replacement);
  const port = await relay.listen();
  const random = seededRandom(seed);
  const clients = Array.from(
    { length: clientCount },
    () => new ThinkingClient(port, thinkingTimes(random, 1_000, 4_000)),
  );
  const enough = new AbortController();
  const runs = clients.map((client) => client.run(enough.signal));

  await sleep(runInMs);
  if (propagationMs === 0) relay.target = replacementPort;
  const left = leave();
  await sleep(propagationMs);
  relay.target = replacementPort;
  const outcome = await left;
  enough.abort();
  await Promise.all(runs);
  relay.close();
  replacement.close();
  return {
    seed,
    requestCount: clients.reduce((sum, client) => sum + client.requestCount, 0),
    losses: clients.flatMap(({ losses }) => losses),
    outcome,
  };
}
