import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, it } from "./programs.ts";

describe.concurrent("the options `signals` and `exit`", () => {
  it("`signals: false` handles none: SIGTERM has Node's default effect", async ({ start, expect }) => {
    const program = start("serves", { options: { signals: false } });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([null, "SIGTERM"]);
    expect(program.said).not.toContain("entered lame-duck");
  });

  it("`signals: false` leaves stopping to the application, and the process alone", async ({
    start,
    expect,
  }) => {
    const program = start("serves", { options: { ...atOnce, signals: false } });
    await program.port();
    program.tell("stop");
    await program.says("entered stopped");
    program.tell("are you there?");
    await program.says("yes");
    program.tell("let go");
    expect(await program.ended).toEqual([0, null]);
  });

  it("`signals: ['SIGHUP']` stops at SIGHUP", async ({ start, connect, expect }) => {
    const program = start("serves", { options: { ...atOnce, signals: ["SIGHUP"] } });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGHUP");
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    expect(await program.ended).toEqual([0, null]);
  });

  it("`signals: ['SIGHUP']` leaves SIGTERM to Node", async ({ start, expect }) => {
    const program = start("serves", { options: { ...atOnce, signals: ["SIGHUP"] } });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([null, "SIGTERM"]);
  });

  it("`exit: false` stops at SIGTERM and leaves the process alone, which may end by itself", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("serves", { options: { ...atOnce, exit: false } });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("entered stopped");
    program.tell("are you there?");
    await program.says("yes");
    program.tell("let go");
    expect(await program.ended).toEqual([0, null]);
  });

  it("`exit: false` gives SIGTERM back to Node when the stop is over", async ({ start, expect }) => {
    const program = start("serves", { options: { ...atOnce, exit: false } });
    await program.port();
    program.kill("SIGTERM");
    await program.says("entered stopped");
    program.tell("are you there?");
    await program.says("yes");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([null, "SIGTERM"]);
  });

  it("a shutdown that the application began does not exit, and gives SIGTERM back", async ({
    start,
    expect,
  }) => {
    const program = start("serves", { options: atOnce });
    await program.port();
    program.tell("stop");
    await program.says("entered stopped");
    program.tell("are you there?");
    await program.says("yes");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([null, "SIGTERM"]);
  });
});
