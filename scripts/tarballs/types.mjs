import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../node-binaries.mjs";

const limitMs = 120_000;

const settings = {
  compilerOptions: {
    module: "nodenext",
    target: "es2022",
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
  },
  files: ["consumer.ts", "consumer.cts"],
};

const consumer = `
import { createServer, type Server } from "node:http";
import { gracefulShutdown, type Outcome, type Shutdown, type ShutdownOptions } from "@lameduck/core";
import { gracefulShutdown as ofExpress } from "@lameduck/express";
import { gracefulShutdown as ofKoa } from "@lameduck/koa";
import express, { type RequestHandler } from "express";
import Koa from "koa";

const options: ShutdownOptions = { gracePeriodMs: 30_000, lameDuck: { minimumMs: 0 }, logger: console };
const shutdown: Shutdown = gracefulShutdown(options);
const server: Server = shutdown.attach(createServer());
export const stopped: Promise<Outcome> = shutdown.stop("test");
// @ts-expect-error: not a number of milliseconds
gracefulShutdown({ gracePeriodMs: "30s" });

const forExpress = ofExpress(options);
const app = express();
const forApp: RequestHandler = forExpress.probes();
app.use(forApp);
app.get("/", (req, res) => void res.send(String(forExpress.abortSignals(req).leaving.aborted)));
forExpress.attach(app.listen(0));
forExpress.onClose("server", () => server.close(), { timeoutMs: 1_000 });

const forKoa = ofKoa(options);
const koa = new Koa();
koa.use(forKoa.probes());
const forContext: Koa.Middleware = forKoa.probes();
koa.use(forContext);
koa.use((ctx) => {
  ctx.body = String(forKoa.abortSignals(ctx).deadline.aborted);
});
forKoa.attach(koa.listen(0));
`;

const required = `
import core = require("@lameduck/core");
import express = require("@lameduck/express");
import koa = require("@lameduck/koa");
export const shutdowns: readonly Pick<core.Shutdown, "stop">[] = [
  core.gracefulShutdown(),
  express.gracefulShutdown(),
  koa.gracefulShutdown(),
];
`;

/**
 * Compiles programs that use every package, with the declarations of all libraries checked, too. An error in somebody
 * else's declarations is shown, but ours to mend are only those in the programs and in our packages.
 *
 * @param {string} folder
 */
export function checkTypes(folder) {
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "consumer.ts"), consumer);
  writeFileSync(join(folder, "consumer.cts"), required);
  const tsc = join(root, "node_modules/.bin/tsc");
  /** @type {{ status: number | null, stdout: string, stderr: string }} */
  const { status, stdout, stderr } = spawnSync(tsc, ["--noEmit", "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
    timeout: limitMs,
  });
  if (status === 0) return;
  // The lines of one error: the first names the file, those that explain it are indented.
  const errors = stdout
    .replaceAll(folder, ".")
    .split(/\n(?=\S)/)
    .filter((error) => error.trim() !== "");
  const theirs = errors.filter((error) => /^node_modules\/(?!@lameduck\/)/.test(error));
  for (const error of theirs) console.log(`note: not ours: ${error.trim()}`);
  const ours = errors.filter((error) => !theirs.includes(error));
  assert(theirs.length > 0 && ours.length === 0, ours.join("\n") || stderr || `tsc ended with ${status}`);
}
