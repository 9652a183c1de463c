import { describe, expect, it } from "vitest";
import { conditionsOf, isBefore, PHASES } from "../src/phases.ts";
import type { ReadinessPolicy } from "../src/index.ts";
import { connect } from "./memory-client.ts";
import { probe } from "./probing.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

const none = { ready: false, serving: false, terminating: false };
const leaving = { ready: false, serving: false, terminating: true };
const serving = { ready: false, serving: true, terminating: true };

describe("conditions", () => {
  it.each([
    ["while-serving", {}, serving],
    ["while-serving", inKubernetes, serving],
    ["until-termination", {}, leaving],
    ["until-termination", inKubernetes, leaving],
    ["auto", {}, leaving],
    ["auto", inKubernetes, serving],
    [undefined, {}, leaving],
    [undefined, inKubernetes, serving],
  ] as const)(
    "by phase, with readiness %s and surroundings %j",
    async (readiness, surroundings, lameDuck) => {
      const options = readiness === undefined ? {} : { readiness: readiness satisfies ReadinessPolicy };
      const { host, shutdown, server } = startingService(options, surroundings);
      const seen = [shutdown.conditions];
      shutdown.on((event) => {
        if (event.type === "entered") seen.push(shutdown.conditions);
      });
      shutdown.ready();
      connect(server);
      shutdown.onClose("postgres", () => {});
      void shutdown.stop();
      await host.advance(30_000);
      const ready = { ready: true, serving: true, terminating: false };
      expect(seen).toEqual([none, ready, lameDuck, leaving, leaving, leaving]);
    },
  );

  it("are neither ready nor serving while a check fails, and terminating all the same", async () => {
    const { host, shutdown } = readyService({ readiness: "while-serving" }, inKubernetes);
    let isOk = true;
    shutdown.check("postgres", () => isOk, { cacheMs: 0 });
    await probe(shutdown);
    expect(shutdown.conditions).toEqual({ ready: true, serving: true, terminating: false });
    isOk = false;
    await probe(shutdown);
    expect(shutdown.conditions).toEqual(none);
    void shutdown.stop();
    await host.settle();
    expect(shutdown.conditions).toEqual(leaving);
    isOk = true;
    await probe(shutdown);
    expect(shutdown.conditions).toEqual(serving);
  });

  it("are those of the lame duck at once, when stop() has returned", () => {
    const { shutdown } = readyService({ readiness: "while-serving" });
    void shutdown.waitUntil(forever);
    void shutdown.stop();
    expect(shutdown.conditions).toEqual(serving);
  });

  it("follow KEP-1672: ready is serving and not terminating, whatever the phase, policy and checks", () => {
    for (const phase of PHASES) {
      for (const isServingWhileTerminating of [true, false]) {
        for (const isHealthy of [true, false]) {
          const conditions = conditionsOf(phase, isServingWhileTerminating, isHealthy);
          expect(conditions.ready).toBe(conditions.serving && !conditions.terminating);
          expect(conditions.terminating).toBe(!isBefore(phase, "lame-duck"));
        }
      }
    }
  });
});
