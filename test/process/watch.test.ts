import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get, postHead } from "../conformance/client/requests.ts";
import { forAges, it as base, pathOf } from "./programs.ts";

interface Fixtures {
  /** A file of its own that runs the program `serves`, and what saves it anew. */
  readonly watched: { readonly path: string; readonly save: () => Promise<void> };
}

const it = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures from here
  watched: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "lameduck-watched-"));
    const path = join(folder, "server.mts");
    const program = `import ${JSON.stringify(pathToFileURL(pathOf("serves")).href)};\n`;
    const save = (): Promise<void> => writeFile(path, program);
    await save();
    await use({ path, save });
    await rm(folder, { recursive: true });
  },
});

describe.concurrent("under `node --watch`", () => {
  it("a save restarts at once, though the service would serve on for minutes, and loses nothing in flight", async ({
    start,
    connect,
    watched,
    expect,
  }) => {
    const program = start(watched.path, { options: forAges, nodeOptions: ["--watch"] });
    const port = await program.port();
    const [upload, idle] = await Promise.all([connect(port), connect(port)]);
    upload.send(postHead("/echo", 10), "first");
    idle.send(get("/"));
    await Promise.all([upload.hears("first"), idle.answer()]);
    await watched.save();
    // From here on the watching parent passes no message on.
    await program.logs(/lameduck: draining\n/);
    upload.send("other");
    expect(textOf(await upload.answer())).toBe("firstother");
    await program.says(/^server listens on/, 2);
    expect(program.stderr).toMatch(/lameduck: stopped \(SIGTERM\) .* 1 request finished, 0 cut off/);
    const next = await connect(Number(program.said.at(-1)?.split(" ").at(-1)));
    next.send(get("/"));
    expect(textOf(await next.answer())).toBe("hello");
  });

  it("Ctrl-C ends it at once", async ({ start, connect, watched, expect }) => {
    const program = start(watched.path, { options: forAges, nodeOptions: ["--watch"] });
    const idle = await connect(await program.port());
    idle.send(get("/"));
    await idle.answer();
    program.kill("SIGINT");
    expect(await idle.ending).toBe("end");
    await program.ended;
    expect(program.stderr).toMatch(/lameduck: stopped \(SIG\w+\)/);
  });
});
