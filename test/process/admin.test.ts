import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { Client } from "../conformance/client/client.ts";
import { get } from "../conformance/client/requests.ts";
import { it } from "./programs.ts";

const options = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 0 };
const alone = { options: { options, services: ["service"] } };
const refused = { code: "ECONNREFUSED" };

/** What the probes answer on this port; rejects when it refuses. */
async function probed(port: number): Promise<string> {
  const client = await Client.connect({ port, isTls: false });
  const live = await client.answerTo(get("/livez"));
  const ready = await client.answerTo(get("/readyz"));
  client.socket.destroy();
  const { phase } = JSON.parse(textOf(live)) as { phase: string };
  return `${phase}: live ${live.status}, ready ${ready.status}`;
}

describe.concurrent("the admin listener", () => {
  it("answers until the process exits, also while the service refuses newcomers", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("admin", alone);
    const [port, admin] = [await program.port("service"), await program.port("admin of service")];
    await program.says("entered ready");
    expect(await probed(admin)).toBe("ready: live 200, ready 200");
    const client = await connect(port);
    client.send(get("/wait"));
    await program.says("came /wait");
    program.kill("SIGTERM");
    await program.says("service refuses");
    expect(await probed(admin)).toBe("draining: live 200, ready 503");
    await expect(connect(port)).rejects.toMatchObject(refused);
    program.tell("answer");
    expect(textOf(await client.answer())).toBe("waited");
    await program.says("service closes");
    expect(await probed(admin)).toBe("closing: live 200, ready 503");
    await expect(connect(port)).rejects.toMatchObject(refused);
    program.tell("close service");
    expect(await program.ended).toEqual([0, null]);
    await expect(probed(admin)).rejects.toMatchObject(refused);
  });

  it("of a service that has stopped answers while the exit waits for the service beside it", async ({
    start,
    expect,
  }) => {
    const program = start("admin", { options: { options, services: ["one", "other"] } });
    const [one, other] = [await program.port("admin of one"), await program.port("admin of other")];
    expect(one).not.toBe(other);
    await Promise.all([program.port("one"), program.port("other")]);
    program.kill("SIGTERM");
    await Promise.all([program.says("one closes"), program.says("other closes")]);
    program.tell("close one");
    await program.says("one has stopped");
    expect(await probed(one)).toBe("stopped: live 200, ready 503");
    expect(await probed(other)).toBe("closing: live 200, ready 503");
    program.tell("close other");
    expect(await program.ended).toEqual([0, null]);
  });

  it("does not keep a process alive that has stopped by itself", async ({ start, connect, expect }) => {
    const program = start("admin", alone);
    const client = await connect(await program.port("admin of service"));
    await client.answerTo(get("/livez"));
    await program.says("entered ready");
    program.tell("stop");
    await program.says("service closes");
    program.tell("close service");
    await program.says("service has stopped");
    expect(await client.ending).toBe("end");
    program.tell("let go");
    expect(await program.ended).toEqual([0, null]);
  });

  it("does not keep a process alive whose application closes its server while it is ready", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start("admin", alone);
    const client = await connect(await program.port("admin of service"));
    await client.answerTo(get("/livez"));
    await program.says("entered ready");
    program.tell("close the server");
    expect(await client.ending).toBe("end");
    program.tell("let go");
    expect(await program.ended).toEqual([0, null]);
    expect(program.said).not.toContain("entered lame-duck");
  });

  it("that cannot have its port ends the process by one error that says what to do", async ({
    start,
    expect,
    onTestFinished,
  }) => {
    const occupier = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void occupier.close());
    await once(occupier, "listening");
    const { port } = occupier.address() as AddressInfo;
    const program = start("admin", {
      options: { options: { ...options, admin: { port } }, services: ["service"] },
    });
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr.match(/^Error: .*$/gm)).toEqual([
      `Error: Cannot listen on 127.0.0.1:${port} for \`admin\` (EADDRINUSE): ` +
        "choose another `admin.port` or `admin.host`",
    ]);
    expect(program.said.filter((words) => words.startsWith("admin"))).toEqual([]);
  });
});
