import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { type Answer, textOf, valuesOf } from "../conformance/client/answer.ts";
import type { Client } from "../conformance/client/client.ts";
import { get } from "../conformance/client/requests.ts";
import { it, pathOf, type Start } from "./programs.ts";

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));

const alone = (environment: Record<string, string> = {}): Start => ({
  environment: { PORT: "0", HOST: "127.0.0.1", ...environment },
  nodeOptions: ["--import", pathOf("says-its-port")],
});

const inKubernetes = { KUBERNETES_SERVICE_HOST: "127.0.0.1", LAMEDUCK_GRACE_PERIOD_SECONDS: "6" };

async function ask(client: Client, path: string): Promise<Answer> {
  client.send(get(path));
  return client.answer();
}

function isWholeDownload({ body, ...answer }: Answer): boolean {
  const digest = createHash("sha256").update(body).digest("base64");
  return valuesOf({ body, ...answer }, "Repr-Digest")[0] === `sha-256=:${digest}:`;
}

/** nginx's combined format. */
const accessLine = /^127\.0\.0\.1 - - \[[^\]]+\] "(\S+ \S+) HTTP\/1\.1" (\d{3}) (\d+) "-" "-"$/;

describe.concurrent.for(["nginx-style/src/server", "nginx-style/src/koa-server"])("examples/%s", (name) => {
  it("serves its pages and answers probes", async ({ start, connect, expect }) => {
    const program = start(example(name), alone());
    const client = await connect(await program.port());
    const page = await ask(client, "/");
    expect([page.status, valuesOf(page, "Content-Type")[0]]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
    expect((await ask(client, "/style.css")).status).toBe(200);
    expect((await ask(client, "/nowhere")).status).toBe(404);
    expect((await ask(client, "/livez")).status).toBe(200);
    expect((await ask(client, "/readyz")).status).toBe(200);
    expect(JSON.parse(textOf(await ask(client, "/status")))).toMatchObject({
      phase: "ready",
      conditions: { ready: true, serving: true, terminating: false },
    });
  });

  it("at SIGTERM finishes what is in flight and exits with 0, with every access line whole", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start(example(name), alone());
    const port = await program.port();
    const [slow, download, events, probe] = await Promise.all([1, 2, 3, 4].map(() => connect(port)));
    slow!.send(get("/slow?ms=1500"));
    download!.send(get("/download?seconds=2"));
    events!.send(get("/events"));
    await Promise.all([download!.hears("line 1 of 20"), events!.hears("retry"), ask(probe!, "/livez")]);
    program.kill("SIGTERM");
    await program.logs(/SIGTERM: leaving/);
    // Elsewhere than in Kubernetes the probe is the only voice.
    expect((await ask(probe!, "/readyz")).status).toBe(503);
    expect(textOf(await slow!.answer())).toBe("This took 1500 ms.\n");
    const downloaded = await download!.answer();
    expect(isWholeDownload(downloaded)).toBe(true);
    expect(textOf(await events!.answer())).toMatch(/event: goodbye\ndata: this server is leaving\n\n$/);
    // Their answers had begun before they could say goodbye.
    for (const client of [download, events]) client!.socket.end();
    expect(await program.ended).toEqual([0, null]);
    const lines = program.stdout.split("\n").map((line) => line.replace(accessLine, "$1 $2"));
    expect(lines).toHaveLength(4);
    expect(new Set(lines)).toEqual(
      new Set(["", "GET /slow?ms=1500 200", "GET /download?seconds=2 200", "GET /events 200"]),
    );
    expect(program.stdout).toContain(`GET /download?seconds=2 HTTP/1.1" 200 ${downloaded.body.length} "`);
  });

  it("in Kubernetes stays serving while it terminates, and loses nothing", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start(example(name), alone(inKubernetes));
    const port = await program.port();
    const [slow, download, probe, status] = await Promise.all([1, 2, 3, 4].map(() => connect(port)));
    slow!.send(get("/slow?ms=1500"));
    download!.send(get("/download?seconds=2"));
    await Promise.all([download!.hears("line 1 of 20"), ask(probe!, "/readyz"), ask(status!, "/status")]);
    program.kill("SIGTERM");
    await program.logs(/SIGTERM: leaving, 6\.0 s of grace/);
    expect((await ask(probe!, "/readyz")).status).toBe(200);
    expect(JSON.parse(textOf(await ask(status!, "/status")))).toMatchObject({
      phase: "lame-duck",
      conditions: { ready: false, serving: true, terminating: true },
    });
    const newcomer = await connect(port);
    expect((await ask(newcomer, "/")).status).toBe(200);
    expect(textOf(await slow!.answer())).toBe("This took 1500 ms.\n");
    expect(isWholeDownload(await download!.answer())).toBe(true);
    download!.socket.end();
    expect(await program.ended).toEqual([0, null]);
  });
});

describe.concurrent("examples/smallest/src/server", () => {
  it("answers, answers probes, and at SIGTERM says goodbye and exits with 0", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start(example("smallest/src/server"), alone());
    const client = await connect(await program.port());
    expect(textOf(await ask(client, "/"))).toBe("hello\n");
    expect((await ask(client, "/readyz")).status).toBe(200);
    expect((await ask(client, "/livez")).status).toBe(200);
    program.kill("SIGTERM");
    await program.logs(/SIGTERM: leaving/);
    const last = await ask(client, "/");
    expect([last.status, valuesOf(last, "Connection")]).toEqual([200, ["close"]]);
    expect(await client.ending).toBe("end");
    expect(await program.ended).toEqual([0, null]);
  });
});
