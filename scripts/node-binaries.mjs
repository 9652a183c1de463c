import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ version: string, binary: string }} Node */

export const root = fileURLToPath(new URL("..", import.meta.url));

const target = `${process.platform}-${process.arch}`;
/** @type {Record<string, string>} */
const binaries = {
  22: `tools/nodes/node_modules/node22-${target}/bin/node`,
  22.12: `tools/nodes/node_modules/node22min-${target}/bin/node`,
  24: `node_modules/node-${target}/bin/node`,
  26: `tools/nodes/node_modules/node26-${target}/bin/node`,
};

/**
 * The binaries of these versions of Node, installed where they are not there yet.
 *
 * @param {readonly string[]} versions
 * @returns {readonly Node[]}
 * @throws Error on a system for which there are none
 */
export function nodeBinaries(versions) {
  const wanted = versions.map((version) => ({ version, binary: join(root, binaries[version] ?? "") }));
  /** @returns {readonly Node[]} */
  const missing = () => wanted.filter(({ binary }) => !existsSync(binary));
  if (process.platform === "linux" && missing().length > 0) {
    spawnSync("npm", ["ci", "--prefix", join(root, "tools/nodes")], { stdio: "inherit" });
  }
  const names = missing().map(({ version }) => version);
  if (names.length === 0) return wanted;
  throw new Error(
    `Expected Linux on x64 or arm64 with npm's own binaries of Node ${names.join(", ")}, got ${target}`,
  );
}

/**
 * The environment in which `node` is this binary, for children of children, too.
 *
 * @param {string} binary
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWith(binary) {
  return { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env["PATH"]}` };
}

/**
 * Prints an error of ours in one line and ends the process.
 *
 * @param {unknown} error
 */
export function giveUp(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
