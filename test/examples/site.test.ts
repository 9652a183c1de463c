import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, get, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import request from "supertest";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { site } from "../../examples/nginx-style/src/site.ts";
import { StatusPage } from "../../examples/nginx-style/src/status-page/status-page.ts";

// Nobody waits for an event to come: a stream ends as soon as it has sent what was missed.
const app = site({
  endInTime: (res) => setImmediate(() => res.end()),
  status: () => ({ phase: "ready" }),
});
const log: string[] = [];

beforeEach(() => {
  log.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((line) => log.push(String(line)) > 0);
});

afterEach(() => vi.useRealTimers());

const tick = (id: number): string =>
  `id: ${id}\nevent: tick\ndata: ${new Date(id * 1_000).toISOString()}\n\n`;

describe("the nginx-style site", () => {
  it("serves its welcome page and what it is made of, and nothing from elsewhere", async () => {
    const { text } = await request(app).get("/").expect(200).expect("Content-Type", /html/);
    expect(text).not.toMatch(/https?:\/\//);
    for (const [, path = ""] of text.matchAll(/(?:href|src)="(\/\w+\.\w+)"/g)) {
      await request(app).get(path).expect(200);
    }
    await request(app).get("/nowhere").expect(404);
  });

  it.each([
    ["/slow?ms=soon", "Expected `ms` to be a whole number from 0 to 60000, got `soon`.\n"],
    ["/slow?ms=60001", "Expected `ms` to be a whole number from 0 to 60000, got `60001`.\n"],
    ["/download?seconds=-1", "Expected `seconds` to be a whole number from 0 to 300, got `-1`.\n"],
  ])("refuses %s in one sentence", async (path, sentence) => {
    await request(app).get(path).expect(400, sentence);
  });

  it("tells what came by an upload, and that it wants one", async () => {
    const sha256 = createHash("sha256").update("a body").digest("hex");
    await request(app).post("/upload").type("text").send("a body").expect(200, { length: 6, sha256 });
    await request(app).get("/upload").expect(405, "Expected a POST with a body.\n").expect("Allow", "POST");
  });

  it("trickles a download whose digest fits", async () => {
    const { body, headers } = await request(app).get("/download?seconds=0").responseType("blob").expect(200);
    const digest = createHash("sha256").update(body).digest("base64");
    expect(headers["repr-digest"]).toBe(`sha-256=:${digest}:`);
  });

  it("shows the status it is given", async () => {
    await request(app).get("/status").expect(200, { phase: "ready" });
  });

  it.each([
    ["begins with the present second", undefined, [1_000_000_000]],
    ["sends what was missed since the last event", "999999997", [999_999_998, 999_999_999, 1_000_000_000]],
    ["sends nothing twice", "1000000000", []],
    ["waits for the second after an id from a clock ahead of its own", "1000000003", []],
    ["begins anew after an id that no clock can have given", "1000000061", [1_000_000_000]],
    ["begins anew after an id that is none", "soon", [1_000_000_000]],
  ])("has an event for each second, and %s", async (_, lastEventId, ids) => {
    vi.useFakeTimers({ now: 1_000_000_000_400, toFake: ["Date"] });
    const streamed = request(app).get("/events").buffer(true);
    const { text } = await (lastEventId === undefined
      ? streamed
      : streamed.set("Last-Event-ID", lastEventId));
    expect(text).toBe(["retry: 1000\n\n", ...ids.map(tick)].join(""));
  });

  it("sends the events of the last minute to whoever was away for longer", async () => {
    vi.useFakeTimers({ now: 1_000_000_000_400, toFake: ["Date"] });
    const { text } = await request(app).get("/events").set("Last-Event-ID", "1").buffer(true);
    expect(text.match(/^id: .*$/gm)).toEqual(
      Array.from({ length: 60 }, (_, index) => `id: ${999_999_941 + index}`),
    );
  });

  it("writes its access log in nginx's combined format, where no client can write a line of its own", async () => {
    await request(app).get("/slow?ms=0").set("User-Agent", 'me "and\ttab').set("Referer", "here").expect(200);
    await vi.waitFor(() => expect(log.length).toBe(1));
    expect(log[0]).toMatch(
      /^\S+ - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/slow\?ms=0 HTTP\/1\.1" 200 16 "here" "me \\x22and\\x09tab"\n$/,
    );
  });
});

describe("the status page", () => {
  it("asks the shutdown, and keeps a timer, only while somebody looks", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const conditions = { ready: true, serving: true, terminating: false };
    const inFlight = vi.fn(() => []);
    const page = new StatusPage({ phase: "ready", conditions, inFlight, on: () => () => {} });
    const server = createServer((req, res) => page.answer(req, res)).listen(0, "127.0.0.1");
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const answering = once(server, "request");
    const req = get({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", path: "/events" });
    const [[res], [, answer]] = (await Promise.all([once(req, "response"), answering])) as [
      [NodeJS.ReadableStream],
      [unknown, ServerResponse],
    ];
    await once(res, "data");
    expect([inFlight.mock.calls.length, vi.getTimerCount()]).toEqual([1, 1]);
    vi.advanceTimersByTime(1_000);
    expect(inFlight.mock.calls.length).toBe(5);
    const gone = once(answer, "close");
    req.destroy();
    await gone;
    vi.advanceTimersByTime(1_000);
    expect([inFlight.mock.calls.length, vi.getTimerCount()]).toEqual([5, 0]);
  });
});
