import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { atOnce, it } from "./programs.ts";

describe.concurrent("SIGTERM during a blocked event loop", () => {
  it.for([
    ["that calls no `close`", undefined],
    ["that calls `close` itself, in a listener added before ours", "before ours"],
    ["that calls `close` itself, in a listener added after ours", "after ours"],
  ] as const)(
    "resets none of twenty connections that wait to be accepted, with an application %s",
    async ([, closes], { start, connect, expect }) => {
      const program = start("blocks", { options: { closes, options: atOnce } });
      const port = await program.port();
      program.tell("block");
      await program.says("blocked");
      const clients = await Promise.all(Array.from({ length: 20 }, () => connect(port)));
      for (const client of clients) client.send(get("/"));
      program.kill("SIGTERM");
      program.unblock();
      const answers = await Promise.all(clients.map((client) => client.answer()));
      expect(answers.map(textOf)).toEqual(Array.from({ length: 20 }, () => "hello"));
      expect(await program.ended).toEqual([0, null]);
    },
  );
});
