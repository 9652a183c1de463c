import { describe, expect, it } from "vitest";
import type { Drainable, Outcome } from "../src/index.ts";
import { forever, inKubernetes, readyService } from "./service.ts";

const broken = new Error("the broker is gone");

const failures: [how: string, verb: () => unknown][] = [
  [
    "throws",
    () => {
      throw broken;
    },
  ],
  ["rejects", () => Promise.reject(broken)],
];

/** Stops a service with a drainable of these verbs beside its server; it would be cut off at 28 s. */
async function stopped(verbs: Partial<Drainable>) {
  const { host, shutdown, timeline } = readyService({ gracePeriodMs: 30_000 });
  shutdown.attach({ name: "emails", drain() {}, ...verbs });
  const outcome = shutdown.stop();
  await host.advance(30_000);
  return { outcome: await outcome, timeline };
}

/** What is named as lost in an outcome. */
const lost = ({ cutOff }: Outcome): unknown[] =>
  cutOff.map((each) => (each.kind === "work" ? each.name : each));

describe("a drainable whose verb fails", () => {
  it.each(failures)("%s: it is named in the outcome, and the exit code is 1", async (_how, drain) => {
    const { outcome, timeline } = await stopped({ drain });
    expect(outcome).toMatchObject({ code: 1, tookMs: 0, cutOff: [] });
    expect(outcome.failed).toEqual([{ name: 'drain of "emails"', error: broken }]);
    expect(timeline.slice(2)).toEqual([
      "0 draining",
      '0 failed: drain of "emails"',
      "0 closing",
      "0 stopped",
      "0 outcome 1",
    ]);
  });

  it.each(failures)("%s at being discouraged: it is drained all the same", async (_how, discourage) => {
    const called: string[] = [];
    const { outcome } = await stopped({ discourage, drain: () => called.push("drain") });
    expect(called).toEqual(["drain"]);
    expect(outcome).toMatchObject({ code: 1, tookMs: 0, cutOff: [] });
    expect(outcome.failed).toEqual([{ name: 'discourage of "emails"', error: broken }]);
  });

  it.each(failures)("%s at being cut off: it is named as lost, too", async (_how, cutOff) => {
    const { outcome } = await stopped({ drain: () => forever, cutOff });
    expect(outcome.code).toBe(1);
    expect(outcome.failed).toEqual([{ name: 'cutOff of "emails"', error: broken }]);
    expect(lost(outcome)).toEqual(["emails"]);
  });

  it("hangs: at being discouraged nobody waits for it, at being drained until the deadline", async () => {
    const { outcome, timeline } = await stopped({ discourage: () => forever, drain: () => forever });
    expect(timeline.slice(2, 4)).toEqual(["0 draining", "28000 cut off: emails"]);
    expect(outcome).toMatchObject({ code: 1, failed: [] });
    expect(outcome.cutOff).toEqual([{ kind: "work", name: "emails", atLeastMs: 28_000 }]);
  });

  it("fails because it was cut off: both are in the outcome", async () => {
    const work = Promise.withResolvers<void>();
    const cutOff = (): readonly string[] => {
      work.reject(broken);
      return ["mail 7"];
    };
    const { outcome, timeline } = await stopped({ drain: () => work.promise, cutOff });
    expect(lost(outcome)).toEqual(["emails: mail 7"]);
    expect(outcome.failed).toEqual([{ name: 'drain of "emails"', error: broken }]);
    expect(timeline.at(-1)).toBe("28000 outcome 1");
  });

  it("does not keep its neighbour from being drained", async () => {
    const { host, shutdown } = readyService();
    const done: string[] = [];
    for (const [, verb] of failures)
      shutdown.attach({ name: "bad", discourage: verb, drain: verb, cutOff: verb });
    shutdown.attach({
      name: "good",
      discourage: () => done.push("discouraged"),
      drain: () => done.push("drained"),
    });
    const outcome = shutdown.stop();
    await host.settle();
    expect(done).toEqual(["discouraged", "drained"]);
    expect((await outcome).failed).toHaveLength(4);
  });
});

describe("a drainable that is cut off names what is lost", () => {
  const late = { drain: () => forever };

  it.each<[what: string, given: unknown, names: readonly string[]]>([
    ["nothing", undefined, ["emails"]],
    ["no names", [], ["emails"]],
    ["names", ["mail 7", "mail 8"], ["emails: mail 7", "emails: mail 8"]],
    ["what is no string", [7, { id: 8 }, null], ["emails: 7", "emails: [object Object]", "emails: null"]],
    ["no array", "mail 7", ["emails"]],
    ["a promise", Promise.resolve(["mail 7"]), ["emails"]],
    ["a promise that never settles", forever, ["emails"]],
  ])("with %s", async (_what, given, names) => {
    const { outcome } = await stopped({ ...late, cutOff: () => given });
    expect(lost(outcome)).toEqual(names);
    expect(outcome).toMatchObject({ code: 1, failed: [] });
  });

  it("without a verb for it", async () => {
    expect(lost((await stopped(late)).outcome)).toEqual(["emails"]);
  });

  it("with names that cannot be told: that is a failure of its own", async () => {
    const { outcome } = await stopped({ ...late, cutOff: () => [Object.create(null)] });
    expect(lost(outcome)).toEqual(["emails"]);
    expect(outcome.failed.map(({ name }) => name)).toEqual(['cutOff of "emails"']);
  });

  it("with the time that it has been draining", async () => {
    const { host, shutdown } = readyService({}, inKubernetes);
    shutdown.attach({ name: "emails", ...late });
    const outcome = shutdown.stop();
    await host.advance(30_000);
    expect((await outcome).cutOff).toEqual([{ kind: "work", name: "emails", atLeastMs: 18_000 }]);
  });

  it("or is not asked, when it was drained in time: a neighbour's delay is not its own", async () => {
    const { host, shutdown } = readyService();
    const asked: string[] = [];
    const cutOff = (name: string) => () => void asked.push(name);
    shutdown.attach({ name: "emails", drain() {}, cutOff: cutOff("emails") });
    shutdown.attach({ name: "late", ...late, cutOff: cutOff("late") });
    const outcome = shutdown.stop();
    await host.advance(10_000);
    expect(asked).toEqual(["late"]);
    expect(lost(await outcome)).toEqual(["late"]);
  });
});
