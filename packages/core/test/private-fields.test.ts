import { describe, expect, it } from "vitest";
import { areAsKnown, nodeInternals } from "../src/server/node-internals.ts";
import { FakeHost } from "./fake-host.ts";

describe("Node's private fields", () => {
  const known = nodeInternals(new FakeHost());

  it("are as known on this Node", () => {
    expect(known.areKnown).toBe(true);
  });

  it("are done without by LAMEDUCK_PRIVATE_FIELDS=off, and by no other value", () => {
    for (const value of ["off", "on", ""]) {
      const { areKnown } = nodeInternals(new FakeHost({ environment: { LAMEDUCK_PRIVATE_FIELDS: value } }));
      expect(areKnown).toBe(value !== "off");
    }
  });

  it("are tried once per process", () => {
    const host = new FakeHost();
    nodeInternals(host);
    const trial = host.shared("lameduck.private-fields", () => ({ areAsKnown: false }));
    expect(trial.areAsKnown).toBe(true);
    trial.areAsKnown = false;
    expect(nodeInternals(host).areKnown).toBe(false);
  });

  it.each([
    ["the response is not found", { currentResponse: () => undefined }],
    ["the request is not found", { newestRequest: () => undefined }],
    ["every connection looks upgraded", { isUpgraded: () => true }],
  ])("are taken for changed when %s", (_what, changed) => {
    expect(areAsKnown({ ...known, ...changed })).toBe(false);
  });

  it("are answered by `unknown` where they are done without", () => {
    const { areKnown, ...unknown } = nodeInternals(
      new FakeHost({ environment: { LAMEDUCK_PRIVATE_FIELDS: "off" } }),
    );
    expect(areKnown).toBe(false);
    for (const ask of Object.values(unknown)) {
      const answer = (ask as (nobody: unknown) => unknown)({});
      expect([undefined, false, 0]).toContain(answer instanceof Set ? answer.size : answer);
    }
  });
});
