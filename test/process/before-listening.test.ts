import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, forAges, it } from "./programs.ts";

describe.concurrent("SIGTERM before a server listens", () => {
  it("has Node's default effect while none is attached: importing an application changes nothing", async ({
    start,
    expect,
  }) => {
    const program = start("only-creates");
    await program.says("created");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([null, "SIGTERM"]);
  });

  it("exits with 0 once one is attached, which never listens, not even when told to while closing", async ({
    start,
    expect,
  }) => {
    const program = start("listens-too-late", { options: forAges });
    await program.says("attached");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect(program.said).toEqual([
      "attached",
      "entered lame-duck",
      "entered draining",
      "entered closing",
      "it does not listen",
      "entered stopped",
    ]);
  });

  it("exits with 0 while it looks up the name to listen on, and does not listen when that is found", async ({
    start,
    expect,
  }) => {
    const program = start("looks-its-name-up", { options: forAges });
    await program.says("looking up");
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([0, null]);
    expect(program.said.slice(-3)).toEqual(["entered closing", "it does not listen", "entered stopped"]);
    expect(program.said).not.toContain("listening");
  });

  it("is no matter where nobody sent it: the same server listens and serves", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("listens-too-late", { options: atOnce });
    await program.says("attached");
    program.tell("listen");
    const client = await connect(await program.port());
    client.send(get("/"));
    expect(textOf(await client.answer())).toBe("hello");
  });
});
