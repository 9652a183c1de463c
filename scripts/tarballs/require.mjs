import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const limitMs = 20_000;

const program = `
const { createServer } = require("node:http");
for (const name of ["@lameduck/core", "@lameduck/express", "@lameduck/koa"]) {
  const { gracefulShutdown } = require(name);
  const shutdown = gracefulShutdown({ logger: false });
  const server = shutdown.attach(createServer());
  server.listen(0, () => shutdown.stop().then(({ code }) => console.log(name, code)));
}
`;

/**
 * Loads every package from a CommonJS file, and stops a server with each.
 *
 * @param {string} folder
 * @param {string} node
 */
export function checkRequire(folder, node) {
  const file = join(folder, "program.cjs");
  writeFileSync(file, program);
  const { status, stdout, stderr } = spawnSync(node, [file], { encoding: "utf8", timeout: limitMs });
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trim().split("\n").toSorted(), [
    "@lameduck/core 0",
    "@lameduck/express 0",
    "@lameduck/koa 0",
  ]);
}
