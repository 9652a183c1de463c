// One process with two servers, the base and a contestant: measures what bursts of requests cost each, in turn.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { endWithParent, startChild } from "./child.ts";
import { groups } from "./contestants.ts";
import { seededRandom, shuffled } from "./statistics.ts";

/** CPU time of two bursts within milliseconds, in microseconds. */
export type Pair = readonly [base: number, contestant: number];

const requestsPerBurst = 100;
const warmUpPairs = 100;
const fewestPairs = 20;

const [group = 0, contestant = 0, first = 0, seed = 0, pairCount = 0, limitMs = 0] = process.argv
  .slice(2)
  .map(Number);
const random = seededRandom(seed);
endWithParent();

// Which of two equal servers is made and connected to first shows in their speed, so they take turns at it.
const order = first === 0 ? [0, contestant] : [contestant, 0];
const ports: number[] = [];
for (const index of order) {
  const server = groups[group]?.[index]?.make();
  if (server === undefined) throw new Error(`No contestant ${contestant} in group ${group}`);
  // A pause between two bursts must not end a connection.
  server.keepAliveTimeout = 600_000;
  await once(server.listen(0, "127.0.0.1"), "listening");
  ports.push((server.address() as AddressInfo).port);
}
const { stdin, stdout } = startChild("load.ts", 1, requestsPerBurst, ...ports);
await once(stdout, "data");

// Through pipes, a byte each way: messages between processes would cost as much as several requests.
async function cpuOfBurst(place: number): Promise<number> {
  const before = process.cpuUsage();
  stdin.write(Buffer.of(place));
  await once(stdout, "data");
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

async function measurePair(): Promise<Pair> {
  const cost = [0, 0];
  for (const place of shuffled([0, 1], random)) cost[place] = await cpuOfBurst(place);
  const [one = 0, other = 0] = cost;
  return first === 0 ? [one, other] : [other, one];
}

// The clock began with the process; on a busy machine much of the time is gone by now.
const isBefore = (share: number): boolean => performance.now() < limitMs * share;
for (let n = 0; n < warmUpPairs && isBefore(1 / 2); n += 1) await measurePair();
const pairs: Pair[] = [];
while (pairs.length < fewestPairs || (pairs.length < pairCount && isBefore(1))) {
  pairs.push(await measurePair());
}
process.stdout.write(JSON.stringify(pairs), () => process.exit());
