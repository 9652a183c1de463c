// Rehearses the README's claim: five times with the library nothing is lost, five times with each of the others
// something is. The library has the machine for itself, the others run side by side.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rounds = 5;
const limitMs = 90_000;
const variants = [
  { name: "with the library", flags: [], code: 0 },
  { name: "without", flags: ["--without"], code: 1 },
  { name: "with stoppable", flags: ["--with", "stoppable"], code: 1 },
];

async function rehearse({ name, flags, code }, seed) {
  const child = spawn("npm", ["start", "--silent", "--", ...flags, "--seed", String(seed)], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const timer = setTimeout(() => child.kill("SIGTERM"), limitMs);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const [exitCode] = await once(child, "close");
  clearTimeout(timer);
  const verdict = output.trimEnd().split("\n").at(-1);
  const isAsClaimed = exitCode === code;
  console.log(`${isAsClaimed ? "ok" : "NOT OK"}  seed ${seed}, ${name}: ${verdict}`);
  if (!isAsClaimed) console.log(output);
  return isAsClaimed;
}

const results = [];
for (let round = 1; round <= rounds; round += 1) {
  const [library, ...others] = variants;
  results.push(await rehearse(library, round));
  results.push(...(await Promise.all(others.map((variant) => rehearse(variant, round)))));
}
const failed = results.filter((isAsClaimed) => !isAsClaimed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
