import { describe, expect, it } from "vitest";
import { exitCode } from "../src/outcome.ts";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

const work = { kind: "work", name: "an import", atLeastMs: 28_000 } as const;
const failure = { name: "postgres", error: new Error("no connection") };

describe("the exit code", () => {
  it.each([
    [0, { cutOff: [], failed: [] }],
    [1, { cutOff: [work], failed: [] }],
    [1, { cutOff: [], failed: [failure] }],
    [1, { cutOff: [work], failed: [failure] }],
  ])("is %i for %j", (code, outcome) => {
    expect(exitCode(outcome)).toBe(code);
  });
});

describe("the outcome", () => {
  it("tells all that a shutdown did, and nothing of what came before", async () => {
    const { host, shutdown, server } = readyService({}, inKubernetes);
    connect(server).send("/before");
    await host.advance(60_000);
    void shutdown.waitUntil(forever, "an import");
    shutdown.onClose("postgres", () => Promise.reject(failure.error));
    const stopped = shutdown.stop("deploy");
    connect(server).send("/during");
    await host.advance(1_000);
    connect(server).send("/during");
    await host.advance(29_000);
    expect(await stopped).toEqual({
      reason: "deploy",
      code: 1,
      tookMs: 23_000,
      phases: [
        { phase: "lame-duck", ms: 10_000 },
        { phase: "draining", ms: 13_000 },
        { phase: "closing", ms: 0 },
      ],
      requestsFinished: 2,
      cutOff: [{ ...work, atLeastMs: 23_000 }],
      failed: [failure],
      noticed: [],
    });
  });
});
