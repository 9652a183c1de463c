import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it, vi } from "vitest";
import { Pages } from "../pages.ts";
import type { ServiceOptions } from "../service.ts";
import { drainingAtOnce, longLameDuck } from "../stops.ts";
import { frameTypes, INTERNAL_ERROR, NO_ERROR } from "./frames.ts";
import { RawClient } from "./raw-client.ts";
import { Http2Service, subjects } from "./service.ts";

vi.setConfig({ maxConcurrency: 8 });

const short: ServiceOptions = { gracePeriodMs: 1_500, lameDuck: false, lingerMs: 100 };
const cutByReset = `RST_STREAM ${INTERNAL_ERROR}`;

describe.concurrent.each(Object.entries(subjects))("draining %s", (name, serve) => {
  it("finishes an upload that has begun", async ({ expect, onTestFinished }) => {
    const service = await Http2Service.serve(serve, drainingAtOnce, onTestFinished);
    const client = await service.connectServed();
    const stream = client.ask("/upload/page", "POST", true);
    client.body(stream, "the beginning, ", false);
    await client.answer(client.ask("/now/other"));
    const stopped = service.shutdown.stop();
    await service.listenerClosed();
    client.body(stream, "and the end", true);
    expect(await client.answer(stream)).toMatchObject({ body: "26 bytes", ending: "END_STREAM" });
    void service.shutdown[Symbol.asyncDispose]();
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("finishes a large answer to a client that reads it late", async ({ expect, onTestFinished }) => {
    const service = await Http2Service.serve(serve, drainingAtOnce, onTestFinished);
    const client = await service.connectServed();
    const stream = client.ask("/large/page");
    await client.until(() => client.frames.some((frame) => frame.stream === stream));
    client.socket.pause();
    const stopped = service.outcome();
    await service.listenerClosed();
    client.socket.resume();
    const { body, ending } = await client.answer(stream);
    expect([body.length, ending]).toEqual([Pages.large.length, "END_STREAM"]);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("cuts off at the deadline by RST_STREAM, never by an end that could pass for a whole answer", async ({
    expect,
    onTestFinished,
  }) => {
    // It lingers beyond the deadline, so that nobody is told before.
    const service = await Http2Service.serve(serve, { ...short, lingerMs: 60_000 }, onTestFinished);
    const client = await service.connectServed();
    const streamed = client.ask("/streamed/page");
    const silent = client.ask("/later/page");
    const upload = client.ask("/upload/page", "POST", true);
    await client.hears(streamed, "begun, ");
    await client.answer(client.ask("/now/other"));
    const { cutOff, code } = await service.shutdown.stop();
    for (const stream of [streamed, silent, upload]) {
      expect((await client.answer(stream)).ending).toBe(cutByReset);
    }
    // The GOAWAY comes behind what it says goodbye to.
    await client.ending;
    expect(client.goaways.map((goaway) => goaway.code)).toContain(NO_ERROR);
    expect(client.goaways.every((goaway) => goaway.code === NO_ERROR)).toBe(true);
    expect([code, cutOff.length]).toEqual([1, 3]);
    if (name.includes("compatibility")) {
      const named = cutOff.map((cut) => (cut.kind === "request" ? `${cut.method} ${cut.url}` : cut.kind));
      expect(named).toEqual(["GET /streamed/page", "GET /later/page", "POST /upload/page"]);
    }
  });

  it("takes no harm from a request that fails before the application has it", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, longLameDuck, onTestFinished);
    await service.stopUntil("lame-duck");
    // Its first request shows how many it has at a time; with the next one it may be told.
    const client = await service.connectServed();
    await sleep(150);
    // Both in one packet.
    client.socket.cork();
    const stream = client.ask("/now/lost");
    client.send(frameTypes.RST_STREAM, 0, stream, Buffer.from([0, 0, 0, INTERNAL_ERROR]));
    client.socket.uncork();
    await client.answer(client.ask("/now/next"));
    expect(service.pages.executed).not.toContain("lost");
    expect(await service.outcome()).toMatchObject({ code: 0, cutOff: [] });
  });

  it("names what began after the stop, in either API", async ({ expect, onTestFinished }) => {
    const lameDuck = { minimumMs: 0, quietMs: 300, maximumMs: 700 };
    const service = await Http2Service.serve(
      serve,
      { ...short, gracePeriodMs: 2_000, lameDuck },
      onTestFinished,
    );
    const client = await service.connectServed();
    await service.stopUntil("lame-duck");
    client.ask("/later/page?with=query");
    expect(await service.shutdown.stop()).toMatchObject({
      code: 1,
      cutOff: [{ kind: "request", method: "GET", url: "/later/page?with=query" }],
    });
  });

  it("does not wait for a client that does not read, beyond the deadline", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, short, onTestFinished);
    const client = await service.connectServed();
    // Together they are more than the kernel's buffers hold.
    const streams = [1, 2, 3, 4].map(() => client.ask("/large/page"));
    await client.until(() => client.frames.some(({ stream }) => streams.includes(stream)));
    client.socket.pause();
    const { code, cutOff, tookMs } = await service.shutdown.stop();
    expect(code).toBe(1);
    expect(tookMs).toBeLessThan(4_000);
    client.socket.resume();
    const answers = await Promise.all(streams.map((stream) => client.answer(stream)));
    // What the server had not read by then, since it could not write, it has not begun.
    const cut = answers.filter(({ status, ending }) => status === 200 && ending !== "END_STREAM");
    expect(cut.length).toBeGreaterThan(0);
    expect(cutOff.length).toBeGreaterThanOrEqual(cut.length);
  });

  it("cuts off a client that opens no window for the rest of an answer, and names it", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, short, onTestFinished);
    const client = await RawClient.connect({ port: service.port, isTls: service.isTls, streamWindow: 1_000 });
    service.hold(client.socket);
    const stream = client.ask("/large/page");
    await client.until(() => client.textOf(stream).length === 1_000);
    expect(await service.shutdown.stop()).toMatchObject({ code: 1, cutOff: [{ kind: "request" }] });
    expect((await client.answer(stream)).ending).toBe(cutByReset);
    expect(client.textOf(stream)).toHaveLength(1_000);
  });

  it.for([
    ["has been idle", "/now/page"],
    ["has had its last answer", "/later/page"],
  ] as const)(
    "does not wait for a client that %s and has stopped to answer",
    async ([, path], { expect, onTestFinished }) => {
      const options = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 300 } as const;
      const service = await Http2Service.serve(serve, options, onTestFinished);
      const frozen = await service.connectServed();
      frozen.ask(path);
      await service.pages.asked("page");
      const told = frozen.told();
      const stopped = service.shutdown.stop();
      await told;
      // It neither reads what comes nor closes.
      frozen.socket.allowHalfOpen = true;
      frozen.socket.pause();
      service.pages.release("page");
      const outcome = await stopped;
      expect(outcome).toMatchObject({ code: 0, cutOff: [] });
      expect(outcome.tookMs).toBeLessThan(5_000);
    },
  );
});

const withTunnels = Object.entries(subjects).filter(([name]) => name.includes("compatibility"));

describe.concurrent.each(withTunnels)("draining %s", (_name, serve) => {
  it("leaves a tunnel alone until the deadline, then cuts it off and names it", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, short, onTestFinished);
    const echo = (req: Readable, res: Writable): void => void req.on("data", (chunk) => res.write(chunk));
    service.server.on("connect", echo);
    const client = await service.connectServed();
    const neighbour = await service.connectServed();
    const tunnel = client.ask("", "CONNECT", true);
    const stopped = service.shutdown.stop();
    // The neighbour is sent off when the linger is over.
    await neighbour.ending;
    client.body(tunnel, "still there?", false);
    await client.hears(tunnel, "still there?");
    expect(await stopped).toMatchObject({ code: 1, cutOff: [{ method: "CONNECT", url: "test:80" }] });
    expect(await client.answer(tunnel)).toMatchObject({ body: "still there?", ending: cutByReset });
  });
});
