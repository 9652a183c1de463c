import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import type { Client } from "../conformance/client/client.ts";
import { get } from "../conformance/client/requests.ts";
import type { Program } from "./program.ts";
import { forAges, it } from "./programs.ts";

type Connect = (port: number) => Promise<Client>;

async function workersOf(program: Program): Promise<number[]> {
  const words = await Promise.all([program.says(/^worker/), program.says(/^worker/, 2)]);
  return words.map((word) => Number(word.split(" ").at(-1)));
}

async function pidBehind(client: Client): Promise<number> {
  client.send(get("/"));
  return Number(textOf(await client.answer()));
}

/** Connects until one of the connections is served by this worker. */
async function connectTo(worker: number, port: number, connect: Connect): Promise<Client> {
  const client = await connect(port);
  return (await pidBehind(client)) === worker ? client : connectTo(worker, port, connect);
}

describe.concurrent.for([
  ["each in its turn", "rr"],
  ["by the kernel", "none"],
] as const)("workers of a cluster that get connections %s", ([, policy]) => {
  it("answer what is in flight and exit with 0 at SIGTERM, one after the other; the rest serves on", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("cluster", {
      options: { ...forAges, lameDuck: false, lingerMs: 0 },
      environment: { NODE_CLUSTER_SCHED_POLICY: policy },
    });
    const [one, other] = (await workersOf(program)) as [number, number];
    const port = await program.port(String(one));
    expect(await program.port(String(other))).toBe(port);
    const [atOne, atOther] = await Promise.all([one, other].map((pid) => connectTo(pid, port, connect)));
    atOne?.send(get("/wait"));
    atOther?.send(get("/wait"));
    await Promise.all([one, other].map((pid) => program.says(`${pid} has a request in flight`)));

    process.kill(one, "SIGTERM");
    await program.says(`${one} entered draining`);
    program.tell(`answer ${one}`);
    expect(textOf(await atOne!.answer())).toBe("waited");
    await program.says(`${one} ended with 0`);
    for (let n = 0; n < 4; n += 1) expect(await pidBehind(await connect(port))).toBe(other);

    process.kill(other, "SIGTERM");
    await program.says(`${other} entered draining`);
    program.tell(`answer ${other}`);
    expect(textOf(await atOther!.answer())).toBe("waited");
    await program.says(`${other} ended with 0`);
  });

  it("exit with 1 when a request was cut off", async ({ start, connect, expect }) => {
    const program = start("cluster", {
      options: { gracePeriodMs: 2_000 },
      environment: { NODE_CLUSTER_SCHED_POLICY: policy },
    });
    const [worker] = (await workersOf(program)) as [number, number];
    const client = await connectTo(worker, await program.port(String(worker)), connect);
    client.send(get("/wait"));
    await program.says(`${worker} has a request in flight`);
    process.kill(worker, "SIGTERM");
    expect(await client.ending).toBe("reset");
    await program.says(`${worker} ended with 1`);
  });
});
