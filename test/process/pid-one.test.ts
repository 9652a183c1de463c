import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { asPidOne, hasNamespaces, pidOutside } from "./pid-one.ts";
import type { Program } from "./program.ts";
import { atOnce, it, pathOf } from "./programs.ts";

/** As a container's runtime does: from outside of the namespace. */
function stop({ pid }: Program): void {
  process.kill(pidOutside(pid), "SIGTERM");
}

const where = hasNamespaces ? "of a namespace" : "(played: this machine allows no namespaces)";

describe.concurrent(`as PID 1 ${where}`, () => {
  it("SIGTERM exits with 0 when the request in flight is answered", async ({ start, connect, expect }) => {
    const program = start("serves", { options: atOnce, ...asPidOne });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    stop(program);
    await program.says("entered draining");
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    expect(await program.ended).toEqual([0, null]);
  });

  it("SIGTERM exits with 1 when a request was cut off", async ({ start, connect, expect }) => {
    const program = start("serves", { options: { gracePeriodMs: 2_000 }, ...asPidOne });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    stop(program);
    expect(await client.ending).toBe("reset");
    expect(await program.ended).toEqual([1, null]);
  });

  it("SIGTERM before `attach` exits with 0: the kernel would ignore it", async ({ start, expect }) => {
    const program = start("only-creates", asPidOne);
    await program.says("created");
    stop(program);
    expect(await program.ended).toEqual([0, null]);
    expect(program.said.at(-1)).toBe("entered stopped");
  });

  it("SIGTERM twice ends nothing before its time", async ({ start, connect, expect }) => {
    const program = start("closes-slowly", {
      options: atOnce,
      before: asPidOne.before,
      nodeOptions: [...asPidOne.nodeOptions, "--import", pathOf("stopped-clock")],
    });
    const client = await connect(await program.port());
    client.send(get("/wait"));
    await program.says("came /wait");
    stop(program);
    await program.says("heard SIGTERM");
    program.tell("be later");
    await program.says("it is later");
    stop(program);
    await program.says("heard SIGTERM", 2);
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("the pool closes");
    program.tell("close");
    expect(await program.ended).toEqual([0, null]);
  });
});
