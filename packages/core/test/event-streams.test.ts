import { describe, expect, it } from "vitest";
import { drainingStreams } from "./draining-streams.ts";

describe("streams of events", () => {
  it("go on all through the lame duck", async () => {
    const { host, streams, add } = drainingStreams();
    const stream = add();
    streams.discourage();
    await host.advance(60_000);
    stream.write("data: a\n\n");
    expect(stream).toMatchObject({ written: "data: a\n\n", writableEnded: false });
  });

  it("end once draining has begun, each at a moment of its own", async () => {
    const { host, told, drain, add } = drainingStreams([0.5, 0]);
    const streams = [add(), add()];
    drain(1_000);
    const ended = (): boolean[] => streams.map(({ writableEnded }) => writableEnded);
    await host.advance(249);
    expect(ended()).toEqual([false, false]);
    await host.advance(1);
    expect(ended()).toEqual([true, false]);
    await host.advance(250);
    expect(ended()).toEqual([true, true]);
    expect(told).toEqual(["drained at 500"]);
  });

  it("end at a moment of the time that is left, when they come while draining", async () => {
    const { host, drain, add } = drainingStreams([0.5]);
    drain(1_000);
    await host.advance(600);
    const late = add();
    await host.advance(199);
    expect(late.writableEnded).toBe(false);
    await host.advance(1);
    expect(late.writableEnded).toBe(true);
  });

  it("end at once in a hurry", async () => {
    const { host, hurry, told, drain, add } = drainingStreams([0.9]);
    const stream = add();
    drain(60_000);
    await host.advance(100);
    hurry.abort();
    await host.settle();
    expect(stream.writableEnded).toBe(true);
    expect(told).toEqual(["drained at 100"]);
  });

  it.each([
    [{}, "retry: 1000\n\n"],
    [{ retryMs: 250 }, "retry: 250\n\n"],
    [{ retryMs: 2_999.6 }, "retry: 3000\n\n"],
    [{ retryMs: 0 }, "retry: 0\n\n"],
  ])("tell their clients when to come back: %j", async (options, last) => {
    const { host, drain, add } = drainingStreams();
    const stream = add(options);
    drain();
    await host.settle();
    expect(stream.written).toBe(last);
  });

  it("may be added twice: they end once, as they were told first", async () => {
    const { host, told, drain, add } = drainingStreams();
    const stream = add({ retryMs: 1 });
    add({ retryMs: 2 }, stream);
    drain();
    await host.settle();
    expect(stream.written).toBe("retry: 1\n\n");
    expect(told).toEqual(["drained at 0"]);
    stream.close();
    expect(Object.hasOwn(stream, "write")).toBe(false);
  });

  it("drop what the application writes afterwards: nothing fails, and it is asked to wait", async () => {
    const { host, drain, add } = drainingStreams();
    const stream = add();
    drain();
    await host.settle();
    expect(stream.write("data: too late\n\n")).toBe(false);
    expect(stream.written).toBe("retry: 1000\n\n");
  });

  it("may fail afterwards, which does not end the process", async () => {
    const { host, drain, add } = drainingStreams();
    const stream = add();
    expect(() => stream.emit("error", new Error("early"))).toThrow("early");
    drain();
    await host.settle();
    expect(() => stream.emit("error", new Error("late"))).not.toThrow();
  });
});
