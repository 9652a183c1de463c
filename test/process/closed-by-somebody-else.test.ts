import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { forAges, it } from "./programs.ts";

const noticed = "somebody else closed the listener: newcomers are refused, so draining begins";

describe.concurrent("an application that calls `close` and `closeIdleConnections` at SIGTERM itself", () => {
  it.for([
    ["before ours", true],
    ["after ours", false],
  ] as const)(
    "loses nothing in flight, and leads into draining, which is noticed (its listener was added %s)",
    async ([, isFirst], { start, connect, expect }) => {
      const options = { ...forAges, lingerMs: 0 };
      const program = start("closes-by-itself", { options: { isFirst, isExiting: false, options } });
      const port = await program.port();
      const [wait, half] = await Promise.all([connect(port), connect(port)]);
      wait.send(get("/wait"));
      half.send(get("/half"));
      await Promise.all([program.says("came /wait"), half.hears("first")]);
      program.kill("SIGTERM");
      await program.says("entered draining");
      await program.says(`noticed: ${noticed}`);
      program.tell("answer");
      expect(textOf(await wait.answer())).toBe("waited");
      expect(textOf(await half.answer())).toBe("firstother");
      await program.says("the pool closes");
      expect(program.said.filter((words) => words === "closed")).toHaveLength(1);
      program.tell("close");
      expect(await program.ended).toEqual([0, null]);
      expect(program.stderr).toContain(`lameduck: ${noticed}\n`);
    },
  );

  it("and exits when the server is closed, does so when all is answered (its listener was added before ours)", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("closes-by-itself", {
      options: { isFirst: true, isExiting: true, options: { ...forAges, lingerMs: 0 } },
    });
    const client = await connect(await program.port());
    client.send(get("/half"));
    await client.hears("first");
    program.kill("SIGTERM");
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("firstother");
    expect(await program.ended).toEqual([5, null]);
    expect(program.stderr).toMatch(/exits with 5 while \w+, 0 requests are lost/);
  });

  it.for([
    ["before ours", true],
    ["after ours", false],
  ] as const)(
    "and exits when it is closed, sweeps nobody who may be sending (its listener was added %s)",
    async ([, isFirst], { start, connect, expect }) => {
      const options = { ...forAges, lameDuck: false };
      const program = start("closes-by-itself", { options: { isFirst, isExiting: true, options } });
      const port = await program.port();
      const [idle, neverSpoke] = await Promise.all([connect(port), connect(port)]);
      idle.send(get("/"));
      await idle.answer();
      program.kill("SIGTERM");
      await program.says("entered draining");
      for (const client of [idle, neverSpoke]) {
        client.send(get("/late"));
        expect(textOf(await client.answer())).toBe("hello");
      }
      expect(await Promise.all([idle.ending, neverSpoke.ending])).toEqual(["end", "end"]);
      expect(await program.ended).toEqual([5, null]);
    },
  );
});
