import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { it } from "./programs.ts";

describe.concurrent("an error that nobody catches, during the stop,", () => {
  it.for(["throw", "reject"] as const)(
    "ends the process as Node ends it, and tells which requests are lost by it (%s)",
    async (how, { start, connect, expect }) => {
      const program = start("throws", { options: { isHandled: false } });
      const client = await connect(await program.port());
      client.send(get("/wait"));
      await program.says("came /wait");
      program.kill("SIGTERM");
      await program.says("entered draining");
      program.tell(how);
      expect(await program.ended).toEqual([1, null]);
      await client.ending;
      expect(program.stderr).toMatch(/^Error: nobody catches it$/m);
      expect(program.stderr).toMatch(/^lameduck: the process exits with 1 while draining, 1 request/m);
      expect(program.stderr).toMatch(/^lameduck: lost: GET \/wait \(\d+ ms or longer\)$/m);
    },
  );

  it.for(["throw", "reject"] as const)(
    "goes to the application's handler, and the stop goes on (%s)",
    async (how, { start, connect, expect }) => {
      const program = start("throws", { options: { isHandled: true } });
      const client = await connect(await program.port());
      client.send(get("/wait"));
      await program.says("came /wait");
      program.kill("SIGTERM");
      await program.says("entered draining");
      program.tell(how);
      await program.says("handled: nobody catches it");
      program.tell("answer");
      expect(textOf(await client.answer())).toBe("waited");
      expect(await program.ended).toEqual([0, null]);
    },
  );
});
