// A server, bare or attached, that tells what each of many idle connections costs it: `idle-server.ts bare 8000`.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gracefulShutdown } from "@lameduck/core";
import { endWithParent, startChild } from "./child.ts";

/** Bytes for each idle connection, after garbage collection. */
export interface PerConnection {
  readonly resident: number;
  readonly heap: number;
}

/** Held in both measurements, so that what the first connections cost (code, pools) is in neither. */
const warmUpConnections = 500;

const [kind = "", count = "0"] = process.argv.slice(2);
endWithParent();
const server = createServer((_req, res) => void res.end("hello!"));
// Nobody is to be closed for idleness while we count.
server.keepAliveTimeout = 600_000;
if (kind === "core") gracefulShutdown().attach(server);
await once(server.listen(0, "127.0.0.1", 4_096), "listening");
const { port } = server.address() as AddressInfo;
const { stdin, stdout } = startChild("idle-clients.ts", 1, port);

async function memoryWith(connections: number): Promise<PerConnection> {
  stdin.write(`${connections}\n`);
  await once(stdout, "data");
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss, heap: heapUsed };
}

const before = await memoryWith(warmUpConnections);
const after = await memoryWith(Number(count));
const perConnection: PerConnection = {
  resident: (after.resident - before.resident) / Number(count),
  heap: (after.heap - before.heap) / Number(count),
};
process.stdout.write(JSON.stringify(perConnection), () => process.exit());
