import { describe } from "vitest";
import { get } from "../conformance/client/requests.ts";
import { atOnce, forAges, it } from "./programs.ts";

const lines = (count: number): object => ({ lines: count, options: atOnce });
const linesOf = (text: string): string[] => text.split("\n").filter((line) => /^x{99}$/.test(line));
const lastLines = /\nthe end\nlameduck: stopped \(SIGTERM\) .*exit code 0\n$/;

describe.concurrent("what is written just before the exit", () => {
  it("arrives whole, 300 KB of piped stdout and stderr, and the log's last line with it", async ({
    start,
    expect,
  }) => {
    const program = start("prints-much", { options: lines(3_000) });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect([linesOf(program.stdout).length, linesOf(program.stderr).length]).toEqual([3_000, 3_000]);
    expect(program.stdout.slice(-8)).toBe("the end\n");
    expect(program.stderr.slice(-300)).toMatch(lastLines);
  });

  it("arrives whole, and the log's last line with it, where its reader is late", async ({
    start,
    expect,
  }) => {
    const program = start("prints-much", { options: lines(4_000), isUnread: true });
    await program.port();
    program.kill("SIGTERM");
    await program.says("entered stopped");
    program.read();
    expect(await program.ended).toEqual([0, null]);
    expect([linesOf(program.stdout).length, linesOf(program.stderr).length]).toEqual([4_000, 4_000]);
    expect(program.stderr.slice(-300)).toMatch(lastLines);
  });

  it("does not hold the exit up when nobody reads it", async ({ start, expect }) => {
    const program = start("prints-much", { options: lines(4_000), isUnread: true });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect(program.stdout).toBe("");
  });
});

describe.concurrent("with stdout and stderr closed by their reader", () => {
  it("the process still stops, and exits with 0", async ({ start, connect, expect }) => {
    const program = start("serves", { options: atOnce });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    program.kill("SIGTERM");
    await program.says("entered draining");
    program.tell("answer");
    await client.answer();
    expect(await program.ended).toEqual([0, null]);
  });

  it("an application that writes to the last moment does not hang either", async ({ start, expect }) => {
    const program = start("prints-much", { options: lines(3_000) });
    await program.port();
    program.child.stdout?.destroy();
    program.child.stderr?.destroy();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
  });

  it("a foreign `process.exit` keeps its code, though nothing of it can be printed", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("exits-by-itself", { options: forAges });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.child.stderr?.destroy();
    program.kill("SIGTERM");
    await program.says("entered lame-duck");
    program.tell("exit");
    expect(await program.ended).toEqual([3, null]);
  });
});
