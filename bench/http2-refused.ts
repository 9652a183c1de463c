/**
 * `npm run bench:http2`: how many requests a stop refuses whose clients use node:http2, which sends nothing twice, and make
 * no pause: 50 sessions with 10 streams at a time, 10 ms away, each answered after 50 to 150 ms.
 */
import { repetition } from "../test/protocol/http2/repetition.ts";
import { median } from "./statistics.ts";

const repetitions = 10;
const plan = { sessions: 50, concurrency: 10, retries: false, answerMs: 100, delayMs: 10 };
const contestants = {
  "with the library": {},
  "session.close() for all at once": { program: "./http2-plain-server.ts" },
};

console.log(
  `requests refused by a stop, of some thousands, ${repetitions} repetitions in turn, Node ${process.version}`,
);
const refused = new Map<string, number[]>();
const lost = new Map<string, number>();
for (let n = 0; n < repetitions; n += 1) {
  for (const [name, how] of Object.entries(contestants)) {
    const result = await repetition({ ...plan, ...how });
    refused.set(name, [...(refused.get(name) ?? []), result.refused]);
    lost.set(name, (lost.get(name) ?? 0) + result.lost.length);
  }
}
for (const [name, counts] of refused) {
  const { length } = counts;
  const line = `median ${median(counts)}, least ${Math.min(...counts)}, most ${Math.max(...counts)}`;
  console.log(`${name}: ${line} of ${length} repetitions; otherwise lost: ${lost.get(name)}`);
}
