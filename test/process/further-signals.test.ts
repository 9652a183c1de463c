import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import type { Program } from "./program.ts";
import { atOnce, forAges, it, pathOf, type Start } from "./programs.ts";

/** Signals are echoes for 200 ms, on a clock that stands still, so that a busy machine changes nothing. */
const still = (options: object): Start => ({ options, nodeOptions: ["--import", pathOf("stopped-clock")] });

async function whenNoEcho(program: Program): Promise<void> {
  const times = program.said.filter((words) => words === "it is later").length;
  program.tell("be later");
  await program.says("it is later", times + 1);
}

describe.concurrent("a further signal", () => {
  it("of another kind at once is an echo, and ends nothing", async ({ start, connect, expect }) => {
    const program = start("closes-slowly", still(atOnce));
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    program.kill("SIGINT");
    await Promise.all([program.says("heard SIGTERM"), program.says("heard SIGINT")]);
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("the pool closes");
    program.tell("close");
    expect(await program.ended).toEqual([0, null]);
    expect(program.said).not.toContain("hurried by SIGINT");
  });

  it.for(["SIGTERM", "SIGINT"] as const)(
    "%s that the application raises again is an echo, and ends nothing",
    async (signal, { start, connect, expect }) => {
      const program = start("raises-it-again", still(atOnce));
      const client = await connect(await program.port());
      client.send(get("/wait"));
      await program.says("came /wait");
      program.kill(signal);
      await program.says(`heard ${signal} again`);
      await program.says("entered draining");
      program.tell("answer");
      expect(textOf(await client.answer())).toBe("waited");
      expect(await program.ended).toEqual([0, null]);
      expect(program.said).not.toContain("hurried by SIGINT");
    },
  );

  it("SIGTERM never shortens anything, however often it comes: a restarted kubelet repeats it", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("closes-slowly", still(atOnce));
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("heard SIGTERM");
    await whenNoEcho(program);
    program.kill("SIGTERM");
    await program.says("heard SIGTERM", 2);
    program.kill("SIGTERM");
    await program.says("heard SIGTERM", 3);
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("the pool closes");
    program.kill("SIGTERM");
    await program.says("heard SIGTERM", 4);
    program.tell("close");
    await program.says("the pool is closed");
    expect(await program.ended).toEqual([0, null]);
  });

  it("SIGINT after SIGTERM ends lame duck and draining at once; close hooks keep their time", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("closes-slowly", still(forAges));
    const port = await program.port();
    const [waiting, idle, neverSpoke] = await Promise.all([connect(port), connect(port), connect(port)]);
    idle.send(get("/"));
    await idle.answer();
    waiting.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("heard SIGTERM");
    await whenNoEcho(program);
    program.kill("SIGINT");
    await program.says("the pool closes");
    expect(await waiting.ending).toBe("reset");
    expect(await Promise.all([idle.ending, neverSpoke.ending])).toEqual(["end", "end"]);
    await whenNoEcho(program);
    program.tell("close");
    await program.says("the pool is closed");
    expect(await program.ended).toEqual([1, null]);
    expect(program.said.filter((words) => /entered|hurried|pool/.test(words))).toEqual([
      "entered ready",
      "entered lame-duck",
      "hurried by SIGINT",
      "entered draining",
      "entered closing",
      "the pool closes",
      "the pool is closed",
      "entered stopped",
    ]);
    expect(program.stderr).toMatch(/^lameduck: cut off: GET \/wait /m);
    expect(program.stderr).toMatch(/ 1 cut off, 0 hooks failed; exit code 1\n$/);
  });

  it("SIGINT in the midst of draining ends it, too", async ({ start, connect, expect }) => {
    const program = start("closes-slowly", still({ ...forAges, lameDuck: false }));
    const client = await connect(await program.port());
    client.send(get("/half"));
    await client.hears("first");
    program.kill("SIGTERM");
    await program.says("entered draining");
    await whenNoEcho(program);
    program.kill("SIGINT");
    expect(await client.ending).toBe("reset");
    await program.says("the pool closes");
    program.tell("close");
    expect(await program.ended).toEqual([1, null]);
  });

  it("SIGINT once more exits with 130, whatever is not closed yet; no echo and no SIGTERM does", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("closes-slowly", still(forAges));
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("heard SIGTERM");
    await whenNoEcho(program);
    program.kill("SIGINT");
    await program.says("the pool closes");
    program.kill("SIGINT");
    await program.says("heard SIGINT", 2);
    await whenNoEcho(program);
    program.kill("SIGTERM");
    await program.says("heard SIGTERM", 2);
    expect(program.said).not.toContain("entered stopped");
    program.kill("SIGINT");
    expect(await program.ended).toEqual([130, null]);
    expect(program.stderr).toMatch(/^lameduck: the process exits with 130 while closing/m);
  });

  it("SIGINT twice after SIGINT exits with 130, too: the first began, the second hurried", async ({
    start,
    expect,
  }) => {
    const program = start("closes-slowly", still(atOnce));
    await program.port();
    program.kill("SIGINT");
    await program.says("the pool closes");
    await whenNoEcho(program);
    program.kill("SIGINT");
    await program.says("hurried by SIGINT");
    await whenNoEcho(program);
    program.kill("SIGINT");
    expect(await program.ended).toEqual([130, null]);
  });
});
