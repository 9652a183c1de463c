import { describe } from "vitest";
import { textOf, valuesOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, forAges, it } from "./programs.ts";

describe.concurrent("the first signal", () => {
  it.for(["SIGTERM", "SIGINT"] as const)(
    "%s lets a request in flight finish, and the process exits with 0",
    async (signal, { start, connect, expect }) => {
      const program = start("serves", { options: atOnce });
      const client = await connect(await program.port());
      client.send(get("/wait"));
      await program.says("came /wait");
      program.kill(signal);
      await program.says("entered draining");
      program.tell("answer");
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([200, "waited"]);
      expect(valuesOf(answer, "Connection")).toEqual(["close"]);
      expect(await program.ended).toEqual([0, null]);
      expect(await client.ending).toBe("end");
      expect(program.stderr).toMatch(
        new RegExp(`lameduck: stopped \\(${signal}\\) .*1 request finished, 0 cut off, .*exit code 0\n$`),
      );
    },
  );

  it("SIGINT does not wait: a person at the keyboard has seen enough", async ({ start, connect, expect }) => {
    const program = start("serves", { options: forAges });
    const idle = await connect(await program.port());
    idle.send(get("/"));
    await idle.answer();
    const neverSpoke = await connect(await program.port());
    program.kill("SIGINT");
    expect(await program.ended).toEqual([0, null]);
    expect(await Promise.all([idle.ending, neverSpoke.ending])).toEqual(["end", "end"]);
  });

  it("SIGTERM does wait where there is somebody to wait for, and serves them", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("serves", {
      options: { ...atOnce, lameDuck: { minimumMs: 1_000, quietMs: 0, maximumMs: 1_000 } },
    });
    const port = await program.port();
    program.kill("SIGTERM");
    await program.says("entered lame-duck");
    const newcomer = await connect(port);
    newcomer.send(get("/"));
    expect(textOf(await newcomer.answer())).toBe("hello");
    expect(await program.ended).toEqual([0, null]);
    expect(program.said.indexOf("came /")).toBeLessThan(program.said.indexOf("entered draining"));
  });

  it("exits when a shutdown is done that the application had begun itself", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("serves", { options: atOnce });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.tell("stop");
    await program.says("entered draining");
    program.kill("SIGTERM");
    program.tell("are you there?");
    await program.says("yes");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    expect(await program.ended).toEqual([0, null]);
    expect(program.stderr).toMatch(/lameduck: stopped \(requested\)/);
  });
});
