import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, it } from "./programs.ts";

const source = fileURLToPath(new URL("../../packages/core/src", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lameduck-copies-"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await Promise.all(["one", "other"].map((name) => cp(source, join(folder, name), { recursive: true })));
});

afterAll(() => rm(folder, { recursive: true }));

const copyOf = (name: string): string => pathToFileURL(join(folder, name, "index.ts")).href;

describe.concurrent.for([
  ["two instances in one process", () => "@lameduck/core"],
  ["two copies of the library in one process", copyOf],
] as const)("%s", ([, copy]) => {
  it.for([
    ["first", "one", "other"],
    ["last", "other", "one"],
  ] as const)(
    "exit together with the worse code, when it comes %s",
    async ([, first, last], { start, connect, expect }) => {
      const program = start("two-instances", {
        options: {
          one: { copy: copy("one"), options: atOnce, isBroken: true },
          other: { copy: copy("other"), options: atOnce },
        },
      });
      const ports = await Promise.all([program.port("one"), program.port("other")]);
      const clients = await Promise.all(ports.map(connect));
      for (const client of clients) client.send(get("/wait"));
      await program.says("came /wait", 2);
      program.kill("SIGTERM");
      // Each hears the signal.
      await program.logs(/draining\n(.*\n)*.*draining\n/);
      program.tell("answer");
      const answers = await Promise.all(clients.map((client) => client.answer()));
      expect(answers.map(textOf)).toEqual(["waited", "waited"]);
      await Promise.all([program.says("one closes"), program.says("other closes")]);
      program.tell(`close ${first}`);
      await program.says(`${first} stopped with ${first === "one" ? 1 : 0}`);
      program.tell(`close ${last}`);
      await program.says(`${last} stopped with ${last === "one" ? 1 : 0}`);
      expect(await program.ended).toEqual([1, null]);
    },
  );

  it("of which one hears a signal and does not exit: the other serves on until its own signal", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("two-instances", {
      options: {
        one: { copy: copy("one"), options: { ...atOnce, exit: false } },
        other: { copy: copy("other"), options: { ...atOnce, signals: ["SIGHUP"] } },
      },
    });
    const client = await connect(await program.port("other"));
    await program.port("one");
    program.kill("SIGTERM");
    await program.says("one closes");
    program.tell("close one");
    await program.says("one stopped with 0");
    client.send(get("/"));
    expect(textOf(await client.answer())).toBe("hello");
    program.kill("SIGHUP");
    await program.says("other closes");
    program.tell("close other");
    expect(await program.ended).toEqual([0, null]);
  });

  it("of which one still stops by its own signal: SIGTERM stops the other, and is no echo", async ({
    start,
    expect,
  }) => {
    const program = start("two-instances", {
      options: {
        one: { copy: copy("one"), options: { ...atOnce, signals: ["SIGHUP"], exit: false } },
        other: { copy: copy("other"), options: atOnce },
      },
    });
    await Promise.all([program.port("one"), program.port("other")]);
    program.kill("SIGHUP");
    await program.says("one closes");
    program.kill("SIGTERM");
    await program.says("other closes");
    program.tell("close other");
    await program.says("other stopped with 0");
    program.tell("close one");
    await program.says("one stopped with 0");
    expect(await program.ended).toEqual([0, null]);
  });

  it("of which one hears a signal and exits: the other stops with it", async ({ start, connect, expect }) => {
    const program = start("two-instances", {
      options: {
        one: { copy: copy("one"), options: atOnce },
        other: { copy: copy("other"), options: { ...atOnce, signals: false } },
      },
    });
    const client = await connect(await program.port("other"));
    client.send(get("/wait"));
    await Promise.all([program.port("one"), program.says("came /wait")]);
    program.kill("SIGTERM");
    await program.says("one closes");
    program.tell("close one");
    await program.says("one stopped with 0");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("other closes");
    program.tell("close other");
    expect(await program.ended).toEqual([0, null]);
  });
});

describe.concurrent("eleven instances in one process", () => {
  it("exit with 0, and Node warns of no leak", async ({ start, expect }) => {
    const program = start("many-instances", { options: atOnce });
    await Promise.all(Array.from({ length: 11 }, (_, number) => program.port(`server ${number}`)));
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect(program.stderr.match(/lameduck: stopped/g)).toHaveLength(11);
    expect(program.stderr).not.toContain("MaxListenersExceededWarning");
  });
});
