import { setTimeout as sleep } from "node:timers/promises";
import { describe } from "vitest";
import { get } from "../conformance/client/requests.ts";
import type { Program } from "./program.ts";
import { it } from "./programs.ts";

/** Long, because a fifteenth of it is kept as margin before SIGKILL, and the machine may be busy. */
const graceMs = 15_000;
const options = { gracePeriodMs: graceMs };

/** How long the stop took, on the program's own clock: on ours a busy machine could not be told from a late program. */
function tookMs({ stderr }: Program): number {
  return Number(/^lameduck: stopped \(SIGTERM\) in (\d+\.\d) s/m.exec(stderr)?.[1]) * 1_000;
}

const cutOffs = (program: Program): string[] =>
  program.stderr.split("\n").filter((line) => line.startsWith("lameduck: cut off:"));

describe.concurrent("requests in flight longer than the grace period", { timeout: 60_000 }, () => {
  it("are cut off before it is over, by resets, and named; the process exits with 1", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("serves", { options });
    const port = await program.port();
    const [wait, half, idle] = await Promise.all([connect(port), connect(port), connect(port)]);
    wait.send(get("/wait?n=1"));
    half.send(get("/half"));
    idle.send(get("/"));
    await Promise.all([program.says("came /wait?n=1"), half.hears("first"), idle.answer()]);
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([1, null]);
    expect(tookMs(program)).toBeLessThan(graceMs);
    expect(await Promise.all([wait.ending, half.ending])).toEqual(["reset", "reset"]);
    expect(await idle.ending).toBe("end");
    expect(cutOffs(program).toSorted()).toEqual([
      expect.stringMatching(/^lameduck: cut off: GET \/half \(\d{5} ms or longer\)$/),
      expect.stringMatching(/^lameduck: cut off: GET \/wait\?n=1 \(\d{5} ms or longer\)$/),
    ]);
    expect(program.stderr).toMatch(/ 2 cut off, 0 hooks failed; exit code 1\n$/);
  });

  it("leave the close hooks their time before it is over", async ({ start, connect, expect }) => {
    const program = start("closes-slowly", { options });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("the pool closes");
    expect(await client.ending).toBe("reset");
    // The hook's sixth of the time is 2.5 s; here it needs some of it.
    await sleep(300);
    program.tell("close");
    expect(await program.ended).toEqual([1, null]);
    expect(tookMs(program)).toBeLessThan(graceMs);
    expect(program.said).toContain("the pool is closed");
    expect(program.stderr).toMatch(/ 1 cut off, 0 hooks failed; exit code 1\n$/);
  });

  it("do not outlast it together with a close hook that hangs either", async ({ start, connect, expect }) => {
    const program = start("closes-slowly", { options });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([1, null]);
    expect(tookMs(program)).toBeLessThan(graceMs);
    expect(program.stderr).toMatch(/ 1 cut off, 1 hook failed; exit code 1\n$/);
  });
});
