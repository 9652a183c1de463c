import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { describeWork } from "../src/outcome.ts";
import type { Logger } from "../src/index.ts";
import { FakeHost } from "./fake-host.ts";
import { connect } from "./memory-client.ts";
import { forever, readyService } from "./service.ts";

/** A logger like the console: methods that work wherever they are called from. */
function consoleShaped(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const line = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  return { lines, info: line("info"), warn: line("warn"), error: line("error") };
}

/** A logger like pino: a class, whose methods need their object. */
class PinoShaped implements Logger {
  readonly lines: string[] = [];
  info(text: string): void {
    this.lines.push(`info ${text}`);
  }
  warn(text: string): void {
    this.lines.push(`warn ${text}`);
  }
  error(text: string): void {
    this.lines.push(`error ${text}`);
  }
}

function broken(): never {
  throw new Error("EPIPE");
}

async function eventfulStop(logger: Logger): Promise<void> {
  const { host, shutdown, server } = readyService({ logger, gracePeriodMs: 6_000, lameDuck: false });
  server.removeAllListeners("request").on("request", () => {});
  connect(server).send("/report?page=2");
  await host.settle();
  void shutdown.waitUntil(forever, "an import");
  shutdown.onClose("postgres", () => Promise.reject(new Error("no connection")));
  shutdown.onClose("redis", () => {
    // oxlint-disable-next-line typescript/only-throw-error -- what an application may do
    throw "gone";
  });
  host.addForeignListener("SIGTERM", function closeEverything() {});
  await host.deliver("SIGTERM");
  await host.advance(1_000);
  await host.deliver("SIGINT");
}

describe("the log", () => {
  it.each([consoleShaped(), new PinoShaped()])("tells a stop in one line for each event", async (logger) => {
    await eventfulStop(logger);
    expect(logger.lines).toEqual([
      "info SIGTERM: leaving, 6.0 s of grace; 1 request in flight on 1 connection",
      "warn another listener of SIGTERM: closeEverything; if it exits the process, requests are lost",
      "info draining",
      "warn SIGINT: hurrying, work in flight is given up",
      "error cut off: GET /report?page=2 (1000 ms or longer)",
      "error cut off: an import (1000 ms or longer)",
      "info closing",
      "error redis failed: gone",
      "error postgres failed: no connection",
      "info stopped (SIGTERM) in 1.0 s (lame-duck 0.0 s, draining 1.0 s, closing 0.0 s): " +
        "0 requests finished, 2 cut off, 2 hooks failed; exit code 1",
    ]);
  });

  it("goes to stderr with our name before each line where there is no logger", async () => {
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({}, host);
    shutdown.ready();
    void shutdown.stop();
    await host.settle();
    expect(host.printed).toEqual([
      "lameduck: requested: leaving, 10.0 s of grace; 0 requests in flight on 0 connections",
      "lameduck: draining",
      "lameduck: closing",
      "lameduck: stopped (requested) in 0.0 s (lame-duck 0.0 s, draining 0.0 s, closing 0.0 s): " +
        "0 requests finished, 0 cut off, 0 hooks failed; exit code 0",
    ]);
  });

  it("is silent until a stop begins, and with `logger: false` always", async () => {
    const host = new FakeHost();
    const shutdown = new GracefulShutdown({}, host);
    shutdown.ready();
    await host.advance(60_000);
    expect(host.printed).toEqual([]);
    const silent = readyService({ logger: false });
    void silent.shutdown.stop();
    await silent.host.settle();
    expect(silent.host.printed).toEqual([]);
  });

  it("may throw without stopping anything", async () => {
    const logger = { info: broken, warn: broken, error: broken };
    const { host, timeline } = readyService({ logger });
    await host.deliver("SIGTERM");
    expect(timeline.filter((line) => !line.includes("event listener")).at(-1)).toBe("0 outcome 0");
    expect(host.exits).toEqual([0]);
  });
});

describe("describeWork()", () => {
  it.each([
    [{ method: "GET", url: "/a", atLeastMs: 1_234.5 }, "GET /a (1235 ms or longer)"],
    [{ method: "PUT", url: "/a/1", route: "/a/:id", atLeastMs: 0 }, "PUT /a/1 [/a/:id] (0 ms or longer)"],
    [{ kind: "request", method: "GET", url: "/", atLeastMs: 5 } as const, "GET / (5 ms or longer)"],
    [
      { kind: "upgraded connection", from: "127.0.0.1:4321" } as const,
      "upgraded connection from 127.0.0.1:4321",
    ],
    [{ kind: "work", name: "a mail", atLeastMs: 20.4 } as const, "a mail (20 ms or longer)"],
  ])("%j", (work, line) => {
    expect(describeWork(work)).toBe(line);
  });
});
