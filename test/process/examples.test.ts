import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { type Answer, textOf, valuesOf } from "../conformance/client/answer.ts";
import type { Client } from "../conformance/client/client.ts";
import { PHASES } from "../../packages/core/src/phases.ts";
import type { State } from "../../examples/nginx-style/src/status-page/state.ts";
import { get, post } from "../conformance/client/requests.ts";
import type { Program } from "./program.ts";
import { it, pathOf, type Start } from "./programs.ts";

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));

const alone = (environment: Record<string, string> = {}): Start => ({
  environment: { PORT: "0", HOST: "127.0.0.1", ADMIN_PORT: "0", ...environment },
});

/** The port of what a program says to be there. */
async function portOf(program: Program, what: "listening" | "status page"): Promise<number> {
  const [, port] = await program.logs(new RegExp(`^${what} on http://127\\.0\\.0\\.1:(\\d+)\\n`, "m"));
  return Number(port);
}

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
    const client = await connect(await portOf(program, "listening"));
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
    const port = await portOf(program, "listening");
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
    expect(textOf(await events!.answer())).toMatch(/^retry: 1000\n\n(id: .*\n.*\n.*\n\n)+retry: 1000\n\n$/);
    expect(await events!.ending).toBe("end");
    // Its answer had begun before it could say goodbye.
    download!.socket.end();
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
    const port = await portOf(program, "listening");
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

  it("shows its state on a listener of its own, to the very end", async ({ start, connect, expect }) => {
    const program = start(example(name), alone());
    const [port, adminPort] = [await portOf(program, "listening"), await portOf(program, "status page")];
    const [slow, looking, watching] = [
      await connect(port),
      await connect(adminPort),
      await connect(adminPort),
    ];
    const page = await ask(looking, "/");
    expect([page.status, valuesOf(page, "Content-Security-Policy")[0]]).toEqual([
      200,
      expect.stringMatching(/^default-src 'self';/),
    ]);
    for (const [, path = ""] of textOf(page).matchAll(/(?:href|src)="([^"]+)"/g)) {
      expect([path, (await ask(looking, path)).status]).toEqual([path, 200]);
    }
    expect((await ask(looking, "/view.js")).status).toBe(200);
    expect((await ask(looking, "/readyz")).status).toBe(200);
    expect((await ask(looking, "/nowhere")).status).toBe(404);
    expect((await looking.answerTo(post("/", "a body"))).status).toBe(405);

    slow.send(get("/slow?ms=2500"));
    watching.send(get("/events"));
    await watching.hears("/slow?ms=2500");
    program.kill("SIGTERM");
    expect(textOf(await slow.answer())).toBe("This took 2500 ms.\n");
    slow.socket.end();
    const states = textOf(await watching.answer())
      .split("\n\n")
      .filter((event) => event.startsWith("data: "))
      .map((event) => JSON.parse(event.slice("data: ".length)) as State);
    expect(await program.ended).toEqual([0, null]);
    expect([...new Set(states.map(({ phase }) => phase))]).toEqual(PHASES.slice(1));
    expect(states.find(({ phase }) => phase === "draining")?.inFlight).toMatchObject({
      count: 1,
      first: [{ method: "GET", url: "/slow?ms=2500" }],
    });
    expect(states.at(-1)).toMatchObject({
      stop: { reason: "SIGTERM", graceMs: 10_000 },
      end: { code: 0, requestsFinished: 1, cutOff: { count: 0, first: [] }, failed: [], noticed: [] },
    });
    // Whoever looks is no traffic, and not in the access log.
    expect(program.stdout.match(/"[A-Z]+ \S+ HTTP/g)).toEqual(['"GET /slow?ms=2500 HTTP']);
  });

  it("refuses in one sentence to listen on what is no port", async ({ start, expect }) => {
    const program = start(example(name), alone({ ADMIN_PORT: "soon" }));
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr).toBe("Expected ADMIN_PORT to be a number from 0 to 65535, got `soon`\n");
  });
});

describe.concurrent("examples/smallest/src/server", () => {
  it("answers, answers probes, and at SIGTERM says goodbye and exits with 0", async ({
    start,
    connect,
    expect,
  }) => {
    const program = start(example("smallest/src/server"), {
      ...alone(),
      nodeOptions: ["--import", pathOf("says-its-port")],
    });
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
