// Packs the packages, installs them into an empty project, and uses them there as a stranger would: the README's
// program, `require`, and types, on the oldest supported Node and on the one we develop with.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveUp, nodeBinaries } from "./node-binaries.mjs";
import { checkProgram } from "./tarballs/program.mjs";
import { makeProject } from "./tarballs/project.mjs";
import { checkRequire } from "./tarballs/require.mjs";
import { checkTypes } from "./tarballs/types.mjs";

let passed = 0;
let failed = 0;

/**
 * @param {string} name
 * @param {() => void | Promise<void>} run throws where something is not as it should be
 */
async function check(name, run) {
  try {
    await run();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`NOT OK  ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "lameduck-tarballs-"));
process.once("exit", () => {
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    process.exit(1);
  });
}
try {
  const nodes = nodeBinaries(["22.12", "24"]);
  makeProject(folder);
  for (const { version, binary } of nodes) {
    await check(`the README's program leaves without losing a request on Node ${version}`, () =>
      checkProgram(folder, binary),
    );
    await check(`each package is loaded by require on Node ${version}`, () => checkRequire(folder, binary));
  }
  await check("TypeScript without skipLibCheck accepts each package", () => checkTypes(folder));
} catch (error) {
  giveUp(error);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
