import { describe, expect, it } from "vitest";
import { EventStreams } from "../src/event-streams.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeStream } from "./fake-stream.ts";

const never = new AbortController().signal;

/** A stream whose moment has come when this was written to it. */
async function dueAfter(chunks: readonly (string | Uint8Array)[]) {
  const host = new FakeHost();
  const streams = new EventStreams(host);
  const stream = new FakeStream();
  streams.add(stream, {});
  for (const chunk of chunks) stream.write(chunk);
  const before = stream.written;
  void streams.drain({ lingerMs: 0, spreadMs: 0, unless: never });
  await host.settle();
  return { host, stream, before };
}

describe("a stream ends between two events", () => {
  it.each<[what: string, chunks: readonly (string | Uint8Array)[]]>([
    ["before the first", []],
    ["behind one", ["data: a\n\n"]],
    ["behind several", ["data: a\n\ndata: b\n\n", "data: c\n\n"]],
    ["behind one in pieces", ["da", "ta: a", "\n", "\n"]],
    ["behind lines that end with CR LF", ["data: a\r\n\r\n"]],
    ["behind those in pieces", ["data: a", "\r", "\n\r", "\n"]],
    ["behind lines that end with CR", ["data: a\r\r"]],
    ["behind those in pieces", ["data: a\r", "\r"]],
    ["behind lines that end in two ways", ["data: a\r\n\n"]],
    ["behind lines that end in two other ways", ["data: a\n\r\n"]],
    ["behind a Buffer", [Buffer.from("data: é\n\n")]],
    ["behind Buffers in pieces", [Buffer.from("data: é\n"), Buffer.from("\n")]],
    ["behind other bytes", [new TextEncoder().encode("data: a\n\n")]],
    [
      "behind other bytes in the middle of their memory",
      [new TextEncoder().encode("data: a\n\n---").subarray(0, 9)],
    ],
    ["behind a comment that stands like an event", ["data: a\n\n", ": ping\n\n"]],
    ["behind a comment that is a line", ["data: a\n\n", ": ping\n"]],
    ["behind several of those, and nothing else", [":\n", Buffer.from(": ping\r\n"), ": ping\n: ping\n"]],
    ["behind an empty piece", ["data: a\n\n", ""]],
  ])("%s", async (_what, chunks) => {
    const { stream, before } = await dueAfter(chunks);
    expect(stream.written).toBe(`${before}retry: 1000\n\n`);
    expect(stream.writableEnded).toBe(true);
  });

  it.each<[what: string, chunks: readonly (string | Uint8Array)[], rest: string | Uint8Array]>([
    ["in the middle of a line", ["data: a\n\n", "data: b"], "\n\n"],
    ["at the end of a line", ["data: a\n"], "\n"],
    ["at the end of a line that ends with CR LF", ["data: a\r\n"], "\r\n"],
    ["at the end of such a line in pieces", ["data: a\r", "\n"], "\r\n"],
    ["at the end of a line that ends with CR", ["data: a\r"], "\r"],
    ["in a Buffer", [Buffer.from("data: a\n\ndata: b\n")], Buffer.from("\n")],
    ["in other bytes", [new TextEncoder().encode("data: a\n")], "\n"],
    ["at a piece that looks like a comment", ["data: a", ": b\n"], "\n"],
    ["at a comment within it", ["data: a\n", ": ping\n"], "\n"],
    ["in the middle of a comment", ["data: a\n\n", ": pi"], "ng\n\n"],
    ["at a field that looks like a comment", ["data: a\n\n", "id: 7\n"], "\n"],
  ])("and not in the middle of one, %s: it ends behind the rest", async (_what, chunks, rest) => {
    const { host, stream, before } = await dueAfter(chunks);
    await host.advance(60_000);
    expect(stream.written).toBe(before);
    expect(stream.writableEnded).toBe(false);
    expect(stream.write(rest)).toBe(true);
    expect(stream.written).toBe(`${before}${Buffer.from(rest as Uint8Array).toString()}retry: 1000\n\n`);
    expect(stream.writableEnded).toBe(true);
  });

  it("also when several pieces come before the rest", async () => {
    const { stream } = await dueAfter(["data: a"]);
    for (const piece of ["b", "c\n", "data: d\n"]) stream.write(piece);
    expect(stream.writableEnded).toBe(false);
    stream.write("\n");
    expect(stream.written).toBe("data: abc\ndata: d\n\nretry: 1000\n\n");
  });
});
