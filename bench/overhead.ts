// What the library costs before a stop: `npm run bench:overhead -- [--quick] [--pairs N] [--seed N]`.
import { availableParallelism } from "node:os";
import { canPin } from "./child.ts";
import { measureCpu } from "./cpu.ts";
import { flagsOrExit } from "./flags.ts";
import { connectionsWithin, measureMemory } from "./memory.ts";
import { table } from "./report.ts";

const full = { pairs: 2_000, processes: 8, memoryRounds: 5, limitMs: 310_000 };
const quick = { pairs: 200, processes: 1, memoryRounds: 1, limitMs: 45_000 };
const wantedConnections = 8_000;

if (globalThis.gc === undefined)
  throw new Error("Expected --expose-gc: start this by `npm run bench:overhead`");
const { isQuick, seed, pairs: wantedPairs } = flagsOrExit();
const plan = isQuick ? quick : full;
const pairs = wantedPairs ?? plan.pairs;
const connections = connectionsWithin(wantedConnections);

const onProgress = (what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${what}`);
};
// Whoever asks for more pairs than there are by default gets the time for them.
const endAt = plan.limitMs * Math.max(1, pairs / plan.pairs);
const { memoryRounds: rounds, processes } = plan;
const memory = await measureMemory({ connections, rounds, seed, endAt: endAt * 0.3, onProgress });
const cpu = await measureCpu({ pairs, processes, seed, endAt, onProgress });
onProgress("");

const fewer = connections < wantedConnections ? ` (ulimit -n allows no ${wantedConnections})` : "";
const { bare, core } = memory.bytes;
console.log(`
Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, seed ${seed}
${canPin ? "Server and client each on a core of their own." : "Server and client share the cores: no taskset."}

${table("CPU per request before a stop, as a multiple of the bare server's in the same process", cpu)}

${table(`Resident memory per idle connection at ${connections}${fewer}, as a multiple of the bare server's`, memory.ratios)}
In bytes: ${bare.resident.toFixed(0)} bare, ${core.resident.toFixed(0)} attached; of the heap ${bare.heap.toFixed(0)} and ${core.heap.toFixed(0)}.

A pair: two bursts of 100 requests on 16 kept connections within milliseconds, or two processes in turn.
Median: of the ratios of all pairs. Totals: the ratio of the sums, which counts garbage collection in full
and is noisier. A control is the base against itself: what it is off by is the noise of this machine.
Took ${Math.round(performance.now() / 1000)} s.`);
