import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { environmentWith, root } from "../node-binaries.mjs";

const limitMs = 20_000;

/** What is put in the place of the README's words, so that we know the port and hold the answer back. */
const replacements = [
  ["app.listen(3000)", "app.listen(0, function () { process.send({ port: this.address().port }) })"],
  ['res.send("hello")', '{ process.send("asked"); process.once("message", () => res.send("hello")) }'],
  ["pool.end()", 'process.send("hook called")'],
];

/**
 * The first program of the README that uses Express.
 *
 * @returns {string}
 */
function program() {
  /** @type {string} */
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  let code = blocks.find((block) => block.includes('from "express"'));
  assert(code, "the README shows no program with Express");
  for (const [words = "", ours = ""] of replacements) {
    assert(code.includes(words), `the README's program has no ${words}`);
    code = code.replace(words, ours);
  }
  return code;
}

/**
 * Runs the program, stops it with a request in flight, and asserts what the client and the parent see.
 *
 * @param {string} folder
 * @param {string} node
 */
export async function checkProgram(folder, node) {
  const file = join(folder, "program.js");
  writeFileSync(file, program());
  const child = spawn(node, [file], {
    cwd: folder,
    env: environmentWith(node),
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  const agent = new Agent({ keepAlive: true });
  const exited = once(child, "exit");
  /** @type {unknown[]} */
  const messages = [];
  child.on("message", (message) => messages.push(message));
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ chunk) => (log += chunk));
  /** Fails with the program's own words, rather than to wait for what will not come. */
  const ended = exited.then(([code, signal]) => {
    throw new Error(`the program ended with ${code ?? signal}: ${log}`);
  });
  ended.catch(() => {});
  try {
    /** @type {[{ port: number }]} */
    const [{ port }] = await Promise.race([once(child, "message"), ended]);
    const answered = once(get({ port, agent }), "response");
    // Where the program ends without an answer, its own words say more than the client's.
    answered.catch(() => {});
    await Promise.race([once(child, "message"), ended]);
    child.kill("SIGTERM");
    while (!log.includes("SIGTERM: leaving")) await Promise.race([once(child.stderr, "data"), ended]);
    child.send("answer");
    /** @type {[import("node:http").IncomingMessage]} */
    const [response] = await Promise.race([ended, answered]);
    assert.equal(response.statusCode, 200);
    assert.equal(response.headers.connection, "close");
    assert.equal(await text(response), "hello");
    assert.deepEqual(await exited, [0, null], log);
    assert.deepEqual(messages, [{ port }, "asked", "hook called"]);
  } finally {
    agent.destroy();
    child.kill("SIGKILL");
  }
}
