// Runs the tests under each supported major version of Node: `npm run test:matrix -- [vitest's arguments]`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { environmentWith, giveUp, nodeBinaries, root } from "./node-binaries.mjs";

const projects = ["unit", "sockets", "process", "alone"];
const limitMs = 15 * 60_000;

/**
 * Runs all projects with one Node, prints what they print, and counts by their last line.
 *
 * @param {import("./node-binaries.mjs").Node} node
 */
async function run({ version, binary }) {
  console.log(`\n=== Node ${version}`);
  const beganAt = performance.now();
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...projects.map((name) => `--project=${name}`)];
  const child = spawn(binary, [...vitest, ...process.argv.slice(2)], {
    cwd: root,
    env: environmentWith(binary),
    stdio: ["ignore", "pipe", "inherit"],
    timeout: limitMs,
  });
  let end = "";
  child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => {
    end = (end + chunk).slice(-1_000);
    process.stdout.write(chunk);
  });
  /** @type {[number | null, string | null]} */
  const [code, signal] = await once(child, "close");
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(end) ?? ["", "0", "0"];
  // A run that ends badly without a failed test is a failure all the same.
  const isBad = code !== 0 && Number(failed) === 0;
  return {
    node: version,
    passed: Number(passed),
    failed: Number(failed) + Number(isBad),
    exit: code ?? signal,
    seconds: Math.round((performance.now() - beganAt) / 1000),
  };
}

try {
  const results = [];
  for (const node of nodeBinaries(["22", "24", "26"])) results.push(await run(node));

  console.log("\nnode  passed  failed     exit  seconds");
  for (const { node, passed, failed, exit, seconds } of results) {
    const cells = [node.padStart(4), ...[passed, failed].map((count) => `${count}`.padStart(6))];
    console.log([...cells, `${exit}`.padStart(7), `${seconds}`.padStart(7)].join("  "));
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  giveUp(error);
}
