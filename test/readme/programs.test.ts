import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { codeBlocks, readDocument, root } from "./documents.ts";

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

/** Runs a README's program as it stands, but for the port, which the kernel chooses and the program tells. */
async function run(program: string): Promise<{ child: ChildProcess; port: number }> {
  expect(program).toContain("listen(3000)");
  const code = program.replace(
    "listen(3000)",
    "listen(0, function () { process.send(this.address().port); })",
  );
  const pool = "const pool = { end: async () => process.send('pool ended') };\n";
  const child = spawn(
    process.execPath,
    ["--conditions=@lameduck/source", "--input-type=module", "-e", pool + code],
    {
      cwd: root,
      env: { PATH: process.env["PATH"] },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    },
  );
  children.add(child);
  const [port] = (await Promise.race([
    once(child, "message"),
    once(child, "close").then(() => {
      throw new Error("the program ended before it listened");
    }),
  ])) as [number];
  return { child, port };
}

async function statusOf(port: number, path: string): Promise<number | undefined> {
  const [response] = await once(get({ port, path, agent: false }), "response");
  response.resume();
  return response.statusCode;
}

describe("every program in a README", () => {
  it.each([
    ["README.md", "/"],
    ["packages/core/README.md", "/"],
    ["packages/express/README.md", "/report/1"],
    ["packages/koa/README.md", "/"],
  ])("of %s answers, tells that it is ready, and leaves with 0", async (document, path) => {
    const [program = ""] = codeBlocks(readDocument(document), "ts");
    const { child, port } = await run(program);
    const messages: unknown[] = [];
    child.on("message", (message) => messages.push(message));
    expect(await statusOf(port, path)).toBe(200);
    expect(await statusOf(port, "/readyz")).toBe(200);
    const closed = once(child, "close");
    child.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
    expect(messages).toEqual(program.includes("pool.end") ? ["pool ended"] : []);
  });

  it("is the only one there: each README with TypeScript is in the list above", () => {
    for (const document of [
      "examples/nginx-style/README.md",
      "examples/smallest/README.md",
      "CONTRIBUTING.md",
    ]) {
      expect(codeBlocks(readDocument(document), "ts")).toEqual([]);
    }
  });
});
