import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { Client } from "../conformance/client/client.ts";
import { get } from "../conformance/client/requests.ts";
import { it } from "./programs.ts";

const options = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 0 } as const;

/** What the probes answer on this port; rejects when it refuses. */
async function probed(port: number): Promise<{ live: number; ready: number; phase: string }> {
  const client = await Client.connect({ port, isTls: false });
  const live = await client.answerTo(get("/livez"));
  const ready = await client.answerTo(get("/readyz"));
  client.socket.destroy();
  return {
    live: live.status,
    ready: ready.status,
    phase: (JSON.parse(textOf(live)) as { phase: string }).phase,
  };
}

/** The listener is closed some turns after draining has begun; until then newcomers are served. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const client = await Client.connect({ port, isTls: false }).catch(() => undefined);
    if (client === undefined) return;
    client.socket.destroy();
    await client.ending;
  }
}

const refused = { code: "ECONNREFUSED" };

describe.concurrent("the admin listener", () => {
  it("answers from before the service is ready until the process exits, also while the service refuses", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("admin", { options: { options } });
    const [port, admin] = [await program.port(), await program.port("admin")];
    expect(await probed(admin)).toEqual({ live: 200, ready: 200, phase: "ready" });
    const client = await connect(port);
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("entered draining");
    await untilRefused(port);
    expect(await probed(admin)).toEqual({ live: 200, ready: 503, phase: "draining" });
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("the pool closes");
    expect(await probed(admin)).toEqual({ live: 200, ready: 503, phase: "closing" });
    await expect(connect(port)).rejects.toMatchObject(refused);
    program.tell("close");
    expect(await program.ended).toEqual([0, null]);
    await expect(probed(admin)).rejects.toMatchObject(refused);
  });

  it("ends the process with a sentence where its port is taken", async ({
    start,
    expect,
    onTestFinished,
  }) => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const program = start("admin", { options: { options: { ...options, admin: { port } } } });
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr).toContain(
      `Cannot listen on 127.0.0.1:${port} for \`admin\` (EADDRINUSE): choose another \`admin.port\` or \`admin.host\``,
    );
  });
});
