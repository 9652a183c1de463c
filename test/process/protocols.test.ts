import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { Client } from "../conformance/client/client.ts";
import { get } from "../conformance/client/requests.ts";
import { INTERNAL_ERROR } from "../conformance/http2/frames.ts";
import { RawClient } from "../conformance/http2/raw-client.ts";
import { it } from "./programs.ts";

/** Asks for a page; what comes of it is told when it has ended in whatever way. */
type Ask = (port: number, path: string) => Promise<{ readonly result: Promise<string> }>;

function overHttp1(isTls: boolean): Ask {
  return async (port, path) => {
    const client = await Client.connect({ port, isTls });
    client.send(get(path));
    const result = client.answer().then(textOf, () => client.ending);
    return { result };
  };
}

function overHttp2(isTls: boolean): Ask {
  return async (port, path) => {
    const client = await RawClient.connect({ port, isTls });
    const result = client
      .answer(client.ask(path))
      .then(({ body, ending }) => (ending === "END_STREAM" ? body : ending));
    return { result };
  };
}

const protocols: Readonly<Record<string, readonly [server: string, ask: Ask, cut: string]>> = {
  "HTTP/1.1": ["http", overHttp1(false), "reset"],
  HTTPS: ["https", overHttp1(true), "reset"],
  h2: ["h2", overHttp2(true), `RST_STREAM ${INTERNAL_ERROR}`],
  "HTTP/1.1 beside h2": ["h2", overHttp1(true), "reset"],
  h2c: ["h2c", overHttp2(false), `RST_STREAM ${INTERNAL_ERROR}`],
};

describe.concurrent.for(Object.entries(protocols))("a process that serves %s", ([, [server, ask, cut]]) => {
  it("finishes what is in flight at SIGTERM, and exits with 0", async ({ start, expect }) => {
    const options = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 0 };
    const program = start("serves-protocols", { options });
    const { result } = await ask(await program.port(server), "/wait");
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("entered draining");
    program.tell("answer");
    expect(await result).toBe("waited");
    expect(await program.ended).toEqual([0, null]);
  });

  it("cuts it off where it takes too long, names it, and exits with 1", async ({ start, expect }) => {
    const program = start("serves-protocols", { options: { gracePeriodMs: 2_500 } });
    const { result } = await ask(await program.port(server), "/wait");
    await program.says("came /wait");
    program.kill("SIGTERM");
    expect(await result).toBe(cut);
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr).toMatch(/^lameduck: cut off: GET \/wait \(/m);
  });
});
