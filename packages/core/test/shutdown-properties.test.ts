import { describe, expect, it } from "vitest";
import type { CutOff } from "../src/index.ts";
import { exitCode } from "../src/outcome.ts";
import { PHASES } from "../src/phases.ts";
import { holds } from "./random-lives.ts";
import { seed } from "./seed.ts";

function nameOf(work: CutOff): string {
  if (work.kind === "work") return work.name;
  return work.kind === "request" ? work.url : work.from;
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
    holds(({ host, outcomes, phase, timersLeft }, grace) => {
      if (host.exits.length > 0) return;
      expect(phase).toBe("stopped");
      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]?.tookMs).toBeLessThan(grace);
      expect(host.leftovers).toMatchObject({ turns: 0, listeners: 0 });
      expect(timersLeft).toBe(0);
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
      expect(outcome.cutOff.map(nameOf).toSorted()).toEqual(unfinished.toSorted());
      expect(outcome.code).toBe(exitCode(outcome));
    }));
});
