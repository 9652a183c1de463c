import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { FakeStream } from "./fake-stream.ts";
import { readyService } from "./service.ts";

const noResponse = (got: string): string =>
  `Expected \`res\` to be a response, or a stream of node:http2, got ${got}`;
const noTime = (got: string): string =>
  `Expected \`retryMs\` to be a number of milliseconds, 0 or more, got ${got}`;

type WrongTypes = Readonly<Record<"eventStream", (...args: unknown[]) => unknown>>;

function eventStream(...args: unknown[]): unknown {
  return (readyService().shutdown as unknown as WrongTypes).eventStream(...args);
}

describe("eventStream() refuses what it cannot end", () => {
  it.each<[string, unknown, string]>([
    ["nothing", undefined, noResponse("undefined")],
    ["null", null, noResponse("null")],
    ["a text", "data: a", noResponse('"data: a"')],
    ["an object", {}, noResponse("an object of class Object")],
    ["an emitter that takes nothing", new EventEmitter(), noResponse("an object of class EventEmitter")],
    ["a web response", new Response(), noResponse("an object of class Response")],
    ["a writer that says nothing", { write() {}, end() {} }, noResponse("an object of class Object")],
  ])("%s", (_what, res, message) => {
    expect(() => eventStream(res)).toThrow(new TypeError(message));
  });

  it.each<[string, unknown, string]>([
    ["null", null, "Expected `options` to be an object, got null"],
    ["a time alone", 1_000, "Expected `options` to be an object, got 1000 (number)"],
    ["an unknown option", { retry: 1 }, "Expected `options` to have only retryMs, got `retry`"],
    ["a negative time", { retryMs: -1 }, noTime("-1 (number)")],
    ["a time as text", { retryMs: "1s" }, noTime('"1s"')],
    ["no number", { retryMs: Number.NaN }, noTime("NaN (number)")],
    ["null for a time", { retryMs: null }, noTime("null")],
    [
      "a time longer than any",
      { retryMs: 2 ** 31 },
      "Expected `retryMs` to be at most 2147483647 milliseconds (24.8 days), got 2147483648 (number)",
    ],
  ])("with the option %s", (_what, options, message) => {
    const stream = new FakeStream();
    expect(() => eventStream(stream, options)).toThrow(new TypeError(message));
    expect(Object.hasOwn(stream, "write")).toBe(false);
    expect(stream.eventNames()).toEqual([]);
  });

  it("and gives back what it can", () => {
    const stream = new FakeStream();
    expect(eventStream(stream)).toBe(stream);
    expect(eventStream(stream, { retryMs: undefined })).toBe(stream);
  });
});
