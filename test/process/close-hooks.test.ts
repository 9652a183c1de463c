import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, it } from "./programs.ts";

describe.concurrent("close hooks that throw, hang, reject later or stop again", () => {
  it("cannot stop the stop: each has its turn after the last request, the last added first", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("closes-badly", { options: atOnce });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    expect(await program.ended).toEqual([1, null]);
    expect(program.said.slice(program.said.indexOf("entered draining"))).toEqual([
      "entered draining",
      "entered closing",
      "adds a hook",
      'noticed: onClose("too late") came while closing: it is not called, close it where you opened it',
      "waits for the stop",
      "failed: waits for the stop",
      "stops again",
      "rejects too late",
      "failed: rejects too late",
      "rejects later",
      "failed: rejects later",
      "hangs",
      "failed: hangs",
      "throws",
      "failed: throws",
      "the first",
      "entered stopped",
    ]);
  });

  it("are named in the log, each with what it did; what comes too late is no unhandled rejection", async ({
    start,
    expect,
  }) => {
    const program = start("closes-badly", { options: atOnce });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr.split("\n").filter((line) => line.includes("failed"))).toEqual([
      "lameduck: waits for the stop failed: not finished within 100 ms",
      "lameduck: rejects too late failed: not finished within 100 ms",
      "lameduck: rejects later failed: rejected on purpose",
      "lameduck: hangs failed: not finished within 100 ms",
      "lameduck: throws failed: thrown on purpose",
      expect.stringMatching(/stopped \(SIGTERM\) .* 0 cut off, 5 hooks failed; exit code 1/),
    ]);
    expect(program.stderr).not.toContain("rejected too late");
  });
});
