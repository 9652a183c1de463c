import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exitCode } from "../src/outcome.ts";
import { PHASES } from "../src/phases.ts";
import { RandomLife, steps } from "./random-life.ts";
import { seed } from "./seed.ts";
import { inKubernetes } from "./service.ts";

const graceMs = { elsewhere: 6_000, kubernetes: 30_000 };

/** Lives a life, and has it stopped in the end. */
async function lived(isKubernetes: boolean, life: Parameters<RandomLife["take"]>[0][]): Promise<RandomLife> {
  const service = isKubernetes
    ? new RandomLife({}, inKubernetes)
    : new RandomLife({ gracePeriodMs: graceMs.elsewhere, lingerMs: 1_000 }, {});
  for (const step of life) await service.take(step);
  if (service.host.exits.length === 0) service.stop();
  await service.host.advance(graceMs.kubernetes);
  return service;
}

const lives = fc.tuple(fc.boolean(), steps);

function holds(check: (service: RandomLife, graceMs: number) => void, numRuns = 300): Promise<void> {
  const property = fc.asyncProperty(lives, async ([isKubernetes, life]) => {
    check(await lived(isKubernetes, life), isKubernetes ? graceMs.kubernetes : graceMs.elsewhere);
  });
  return fc.assert(property, { seed, numRuns });
}

describe(`whatever happens to a service, in whatever order (seed ${seed})`, () => {
  it("its phases go forward, one by one", () =>
    holds(({ phases, host }) => {
      const isForced = host.exits.includes(130);
      const all = PHASES.filter((phase) => phase !== "starting");
      const expected = phases[0] === "ready" ? all : all.slice(1);
      expect(phases).toEqual(isForced ? expected.slice(0, phases.length) : expected);
    }));

  it("stop() settles within the grace period, once, and leaves nothing behind", () =>
    holds(({ host, outcomes, phase }, grace) => {
      if (host.exits.length > 0) return;
      expect(phase).toBe("stopped");
      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]?.tookMs).toBeLessThan(grace);
      expect(host.leftovers).toMatchObject({ turns: 0, listeners: 0 });
    }));

  it("every close hook is called once, after draining, the last added first", () =>
    holds(({ host, hooksAdded, hooksCalled }) => {
      if (host.exits.includes(130)) return;
      expect(hooksCalled).toEqual(hooksAdded.toReversed().map((name) => ({ name, phase: "closing" })));
    }));

  it("the process exits once if a signal wants it, by the outcome's code", () =>
    holds(({ host, outcome, phase }) => {
      expect(host.exits.length).toBeLessThanOrEqual(1);
      const [code] = host.exits;
      if (code === undefined || code === 130) return;
      expect(phase).toBe("stopped");
      expect(code).toBe(outcome?.code);
    }));

  it("what was begun is finished, or named by the outcome, whose code says so", () =>
    holds(({ unfinished, outcome }) => {
      if (outcome === undefined || unfinished === undefined) return;
      const named = outcome.cutOff.map((work) =>
        work.kind === "work" ? work.name : work.kind === "request" ? work.url : work.from,
      );
      expect(named.toSorted()).toEqual(unfinished.toSorted());
      expect(outcome.code).toBe(exitCode(outcome));
    }));
});
