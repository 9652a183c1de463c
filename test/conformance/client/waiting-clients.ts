import { setImmediate as nextTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { textOf } from "./answer.ts";
import { Client, connectedTcp } from "./client.ts";
import { get } from "./requests.ts";

/** What a worker thread needs to play clients whose server does not answer at first. */
export interface WaitingClients {
  readonly port: number;
  readonly isTls: boolean;
  readonly count: number;
  /** Becomes 1 when the kernel has every connection and all that can be sent before the server accepts it. */
  readonly areWaiting: Int32Array;
}

/** What one client got: an answer's text, or the name of an error. */
async function got(client: Promise<Client>): Promise<string> {
  try {
    return textOf(await (await client).answer());
  } catch (error) {
    return (error as Error).message;
  }
}

async function connectAndWait(): Promise<void> {
  const { port, isTls, count, areWaiting } = workerData as WaitingClients;
  const sockets = await Promise.all(Array.from({ length: count }, () => connectedTcp(port)));
  const clients = sockets.map(async (socket) => {
    const client = await Client.connect({ port, isTls, socket });
    client.send(get("/now/page", "Connection: close"));
    return client;
  });
  const answers = Promise.all(clients.map(got));
  await nextTurn();
  Atomics.store(areWaiting, 0, 1);
  Atomics.notify(areWaiting, 0);
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads knows no origins
  parentPort?.postMessage(await answers);
}

parentPort?.once("message", () => void connectAndWait());
