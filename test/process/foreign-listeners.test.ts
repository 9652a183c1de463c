import { describe } from "vitest";
import { get } from "../conformance/client/requests.ts";
import { atOnce, forAges, it } from "./programs.ts";

function warning(listener: string): string {
  return `lameduck: another listener of ${listener}; if it exits the process, requests are lost`;
}

describe.concurrent("foreign listeners of the signals that end a process", () => {
  it("are named in the log at the stop, each once, and ours is not among them", async ({ start, expect }) => {
    const program = start("foreign-listeners", { options: atOnce });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    const named = program.stderr.split("\n").filter((line) => line.includes("listener"));
    expect(named).toEqual([
      warning("SIGTERM: flushTelemetry"),
      warning("SIGTERM: () => { // It has no name, so that its source has to tell. }"),
      warning("SIGINT: saveDraft"),
    ]);
  });

  it("are not named where there are none", async ({ start, expect }) => {
    const program = start("serves", { options: atOnce });
    await program.port();
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect(program.stderr).not.toContain("listener");
  });
});

describe.concurrent("a foreign `process.exit` during the stop", () => {
  it("prints every request that is lost by it, and keeps its code", async ({ start, connect, expect }) => {
    const program = start("exits-by-itself", { options: forAges });
    const port = await program.port();
    const [wait, half, idle] = await Promise.all([connect(port), connect(port), connect(port)]);
    wait.send(get("/wait"));
    half.send(get("/half"));
    idle.send(get("/"));
    await Promise.all([program.says("came /wait"), half.hears("first"), idle.answer()]);
    program.kill("SIGTERM");
    await program.says("entered lame-duck");
    program.tell("exit");
    expect(await program.ended).toEqual([3, null]);
    const lines = program.stderr.split("\n");
    expect(lines).toContain("lameduck: the process exits with 3 while lame-duck, 2 requests are lost");
    expect(lines.filter((line) => line.startsWith("lameduck: lost: ")).toSorted()).toEqual([
      expect.stringMatching(/^lameduck: lost: GET \/half \(\d+ ms or longer\)$/),
      expect.stringMatching(/^lameduck: lost: GET \/wait \(\d+ ms or longer\)$/),
    ]);
  });

  it("is the application's own affair while nothing is stopping", async ({ start, connect, expect }) => {
    const program = start("exits-by-itself", { options: forAges });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    program.tell("exit");
    expect(await program.ended).toEqual([3, null]);
    expect(program.stderr).not.toContain("lameduck");
  });
});
