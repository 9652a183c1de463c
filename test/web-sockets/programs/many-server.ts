/**
 * A server of many WebSocket clients. Told to stop, it sends everyone a last message, to half of them before it begins
 * and to the others right behind, and tells what it has received from each.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gracefulShutdown, type Outcome } from "@lameduck/core";
import { type WebSocket, WebSocketServer } from "ws";
import { numbered } from "./numbered.ts";

export interface ServerReport {
  /** How many messages came from each client, by the name it connected with. */
  readonly received: Readonly<Record<string, number>>;
  /** How many of them were not what the client had sent. */
  readonly wrongCount: number;
  readonly outcome: Outcome;
}

// Without a lame duck there are 10,047 ms until the time is nearly up: half of it is the spread.
const shutdown = gracefulShutdown({
  gracePeriodMs: 11_300,
  lameDuck: false,
  lingerMs: 100,
  signals: false,
  logger: false,
});
const server = createServer();
const wss = shutdown.webSockets(new WebSocketServer({ server }));
const received: Record<string, number> = {};
let wrongCount = 0;

wss.on("connection", (client: WebSocket, { url: name = "" }) => {
  received[name] = 0;
  client.on("message", (data: Buffer) => {
    const number = (received[name] ?? 0) + 1;
    received[name] = number;
    if (data.toString() !== numbered(name, number)) wrongCount += 1;
  });
});
shutdown.attach(server);
server.listen(0, "127.0.0.1", 511, () => process.send?.((server.address() as AddressInfo).port));

async function stop(): Promise<void> {
  const clients = [...wss.clients];
  const half = clients.length / 2;
  for (const client of clients.slice(0, half)) client.send(numbered("the server", 0));
  const stopped = shutdown.stop();
  for (const client of clients.slice(half)) client.send(numbered("the server", 0));
  const report: ServerReport = { outcome: await stopped, received, wrongCount };
  process.send?.(report);
  process.disconnect();
}

process.once("message", () => void stop());
