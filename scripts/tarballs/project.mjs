import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../node-binaries.mjs";

const limitMs = 300_000;
const packages = ["core", "express", "koa"];

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
function npm(cwd, ...args) {
  // What npm tells its scripts would make a child believe that it runs inside this workspace.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  execFileSync("npm", [...args, "--loglevel=error"], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: limitMs,
  });
}

/**
 * The version of a package that this repository is developed with.
 *
 * @param {string} folder
 * @param {string} name
 * @returns {string}
 */
function ours(folder, name) {
  /** @type {{ devDependencies: Record<string, string> }} */
  const { devDependencies } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return `${name}@${devDependencies[name]}`;
}

/**
 * Builds and packs the packages, and installs them with their frameworks into a project of its own.
 *
 * @param {string} folder that is empty
 */
export function makeProject(folder) {
  npm(root, "run", "--silent", "build");
  const workspaces = packages.map((name) => `--workspace=@lameduck/${name}`);
  npm(root, "pack", ...workspaces, `--pack-destination=${folder}`);
  /** @type {readonly string[]} */
  const files = readdirSync(folder);
  const tarballs = files.filter((file) => file.endsWith(".tgz"));
  if (tarballs.length !== packages.length) {
    throw new Error(`Expected ${packages.length} tarballs, got ${tarballs.join(", ")}`);
  }
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "stranger", private: true, type: "module" }),
  );
  npm(
    folder,
    "install",
    "--ignore-scripts",
    ...tarballs.map((file) => `./${file}`),
    ours("packages/express", "express"),
    ours("packages/express", "@types/express"),
    ours("packages/koa", "koa"),
    ours("packages/koa", "@types/koa"),
    ours(".", "@types/node"),
  );
}
