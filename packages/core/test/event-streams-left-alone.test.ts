import { describe, expect, it } from "vitest";
import { drainingStreams } from "./draining-streams.ts";
import { FakeStream } from "./fake-stream.ts";

describe("streams that are not ours to end", () => {
  it("are forgotten when their clients leave, and nothing of ours is left on them", async () => {
    const { host, told, drain, add } = drainingStreams();
    const stream = add();
    expect(Object.hasOwn(stream, "write")).toBe(true);
    stream.close();
    expect(Object.hasOwn(stream, "write")).toBe(false);
    drain();
    await host.settle();
    expect(stream).toMatchObject({ written: "", writableEnded: false });
    expect(told).toEqual(["drained at 0"]);
  });

  it.each<[what: string, gone: object]>([
    ["a response of node:http, or a stream of node:http2", { destroyed: true }],
    [
      "a response of the compatibility API of node:http2",
      { destroyed: undefined, stream: { destroyed: true } },
    ],
  ])("are not waited for when their clients had left before: %s", async (_what, gone) => {
    const { host, told, drain, add } = drainingStreams();
    const stream = add({}, Object.assign(new FakeStream(), { writableEnded: true }, gone));
    expect(Object.hasOwn(stream, "write")).toBe(false);
    drain();
    await host.settle();
    expect(told).toEqual(["drained at 0"]);
  });

  it("are left alone when the application has ended them, and waited for until they are closed", async () => {
    const { host, told, drain, add } = drainingStreams();
    const stream = add();
    stream.end();
    drain();
    await host.advance(100);
    expect(stream.written).toBe("");
    expect(told).toEqual([]);
    stream.close();
    await host.settle();
    expect(told).toEqual(["drained at 100"]);
  });

  it("have no head yet, and may become an answer of another kind: they end behind their first event", async () => {
    const { host, drain, add } = drainingStreams();
    const stream = add({}, Object.assign(new FakeStream(), { headersSent: false }));
    drain();
    await host.advance(100);
    expect(stream).toMatchObject({ headersSent: false, writableEnded: false });
    stream.write("data: a\n\n");
    expect(stream).toMatchObject({ written: "data: a\n\nretry: 1000\n\n", writableEnded: true });
  });

  it("are given up at the cut when they are in the middle of an event: their server names them", async () => {
    const { host, streams, told, drain, add } = drainingStreams();
    const stream = add();
    stream.write("data: a");
    drain();
    await host.advance(100);
    expect(streams.cutOff()).toEqual([]);
    await host.settle();
    expect(told).toEqual(["drained at 100"]);
    expect(stream).toMatchObject({ written: "data: a", writableEnded: false });
    expect(Object.hasOwn(stream, "write")).toBe(false);
  });

  it("are let go with the stop: what was to come does not come any more", async () => {
    const { host, streams, drain, add } = drainingStreams([0.9]);
    const stream = add();
    drain(1_000);
    streams.release();
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
    await host.advance(2_000);
    expect(stream.writableEnded).toBe(false);
  });

  it("are left to their server when somebody has wrapped them and throws", async () => {
    const { host, told, drain, add } = drainingStreams([0, 0.9]);
    const broken = add();
    broken.write = () => {
      throw new Error("the wrapper is broken");
    };
    const next = add();
    drain();
    await host.settle();
    expect(next.writableEnded).toBe(true);
    expect(told).toEqual(["drained at 0"]);
  });
});
