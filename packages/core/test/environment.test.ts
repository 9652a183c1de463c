import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import { FakeHost } from "./fake-host.ts";
import { surroundings } from "../src/environment.ts";

const of = (environment: Record<string, string>, parentCommand = "") =>
  surroundings(new FakeHost({ environment, parentCommand }));

describe("the environment", () => {
  it("tells nothing when it is empty", () => {
    expect(of({})).toEqual({ isKubernetes: false, isWatched: false, gracePeriodMs: undefined });
  });

  it("is Kubernetes where the address of its API is set", () => {
    expect(of({ KUBERNETES_SERVICE_HOST: "10.96.0.1" }).isKubernetes).toBe(true);
    expect(of({ KUBERNETES_SERVICE_HOST: "" }).isKubernetes).toBe(false);
  });

  it("is watched under node --watch and tsx watch", () => {
    expect(of({ WATCH_REPORT_DEPENDENCIES: "1" }).isWatched).toBe(true);
    expect(of({ WATCH_REPORT_DEPENDENCIES: "" }).isWatched).toBe(false);
    expect(of({}, "node /app/node_modules/.bin/tsx watch server.ts").isWatched).toBe(true);
    expect(of({}, "node server.js").isWatched).toBe(false);
  });

  it.each([
    ["30", 30_000],
    ["0.5", 500],
    [" 45 ", 45_000],
    ["", undefined],
    ["9999999", 0x7fff_ffff],
  ])("gives the grace period %j as %s ms", (text, gracePeriodMs) => {
    expect(of({ LAMEDUCK_GRACE_PERIOD_SECONDS: text }).gracePeriodMs).toBe(gracePeriodMs);
  });

  it.each(["thirty", "30s", "0", "-1", "NaN", "Infinity", " ", "30,5"])(
    "is refused with a grace period of %j, at the call of gracefulShutdown",
    (text) => {
      const host = new FakeHost({ environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: text } });
      expect(() => new GracefulShutdown({ logger: false }, host)).toThrow(
        new TypeError(
          "Expected `LAMEDUCK_GRACE_PERIOD_SECONDS` to be a number of seconds, more than 0, " +
            `got ${JSON.stringify(text)}. Set it to the Pod's terminationGracePeriodSeconds, or leave it out`,
        ),
      );
      expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
    },
  );
});
