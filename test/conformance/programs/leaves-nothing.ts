/**
 * Serves, stops, and looks at what is left in the process; prints it as JSON. Run with --expose-gc. Where nothing is
 * left, the process ends by itself: there is no call of `process.exit`.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gracefulShutdown, type Shutdown } from "@lameduck/core";
import { Client } from "../client/client.ts";
import { get } from "../client/requests.ts";

const collectGarbage = (globalThis as unknown as { gc: () => void }).gc;

function listenersOfProcess(): Record<string, number> {
  const names = ["SIGTERM", "SIGINT", "SIGHUP", "exit", "beforeExit", "warning", "uncaughtException"];
  return Object.fromEntries(names.map((name) => [name, process.listenerCount(name)]));
}

/** How many of them are still there when garbage was collected several times. */
async function survivors(references: readonly WeakRef<object>[]): Promise<number> {
  for (let n = 0; n < 10; n += 1) {
    await nextTurn();
    collectGarbage();
  }
  return references.filter((reference) => reference.deref() !== undefined).length;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Asks for abort signals in each of many requests on one connection, and tells how many outlive their request. */
async function signalsLeft(): Promise<number> {
  const signals: WeakRef<object>[] = [];
  const shutdown = gracefulShutdown({ logger: false });
  const server = createServer((req, res) => {
    const { leaving, deadline } = shutdown.abortSignals(req);
    signals.push(new WeakRef(leaving), new WeakRef(deadline));
    res.end();
  });
  const client = await Client.connect({ port: await listening(shutdown.attach(server)), isTls: false });
  for (let n = 0; n < 20; n += 1) {
    client.send(get("/"));
    await client.answer();
  }
  const left = await survivors(signals);
  client.socket.destroy();
  await shutdown[Symbol.asyncDispose]();
  return left;
}

/** A whole life: requests before and during the stop, a request in flight, an idle connection, hooks, work, checks. */
async function serveAndStop(options: object): Promise<WeakRef<object>[]> {
  const shutdown: Shutdown = gracefulShutdown({ logger: false, lingerMs: 50, ...options });
  let later: ServerResponse | undefined;
  const server = createServer((req: IncomingMessage, res) => {
    if (shutdown.probe(req, res)) return;
    if (req.url === "/later") later = res;
    else res.end("answered");
  });
  shutdown.attach(server);
  shutdown.onClose("pool", () => {});
  shutdown.check("pool", () => true);
  shutdown.on(() => {});
  const port = await listening(server);
  const clients = await Promise.all([1, 2, 3].map(() => Client.connect({ port, isTls: false })));
  for (const client of clients) {
    client.send(get("/readyz"));
    await client.answer();
  }
  clients[0]?.send(get("/later"));
  await once(server, "request");
  const stopped = shutdown.stop();
  void shutdown.waitUntil(nextTurn(), "a turn");
  clients[1]?.send(get("/now"));
  await clients[1]?.answer();
  later?.end("answered");
  await stopped;
  await Promise.all(clients.map(({ ending }) => ending));
  return [new WeakRef(shutdown), new WeakRef(server)];
}

const before = listenersOfProcess();
const references = [
  ...(await serveAndStop({})),
  ...(await serveAndStop({ lameDuck: { minimumMs: 100, quietMs: 50, maximumMs: 2_000 } })),
  ...(await serveAndStop({ lameDuck: false })),
];
const report = {
  before,
  after: listenersOfProcess(),
  left: await survivors(references),
  signalsLeft: await signalsLeft(),
};
process.stdout.write(JSON.stringify(report));
