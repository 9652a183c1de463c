/**
 * `many-clients.ts <port> <count>`: connects, sends a message twice a second on each connection until it is closed, and
 * tells how each was.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { numbered } from "./numbered.ts";

export interface ClientsReport {
  readonly closings: readonly ClosingReport[];
}

interface ClosingReport {
  readonly name: string;
  readonly code: number;
  readonly atMs: number;
  readonly sentCount: number;
  /** The last message of the server came, and whole. */
  readonly hasLast: boolean;
}

const betweenMessagesMs = 500;
const [port = 0, count = 0] = process.argv.slice(2).map(Number);
const closings: Promise<ClosingReport>[] = [];

async function open(name: string): Promise<void> {
  const client = new WebSocket(`ws://127.0.0.1:${port}${name}`);
  await once(client, "open");
  let sentCount = 0;
  let hasLast = false;
  const send = (): void => {
    if (client.readyState !== WebSocket.OPEN) return;
    sentCount += 1;
    client.send(numbered(name, sentCount));
  };
  const ticking = setInterval(send, betweenMessagesMs);
  send();
  client.on("message", (data: Buffer) => (hasLast = data.toString() === numbered("the server", 0)));
  const closing = new Promise<ClosingReport>((resolve) => {
    client.on("close", (code) => {
      clearInterval(ticking);
      resolve({ name, code, atMs: performance.now(), sentCount, hasLast });
    });
  });
  closings.push(closing);
}

for (let connected = 0; connected < count; connected += 50) {
  const names = Array.from(
    { length: Math.min(50, count - connected) },
    (_, index) => `/${connected + index}`,
  );
  await Promise.all(names.map(open));
}
process.send?.("connected");
const report: ClientsReport = { closings: await Promise.all(closings) };
process.send?.(report);
process.disconnect();
