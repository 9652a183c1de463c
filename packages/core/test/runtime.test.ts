import { describe, expect, it } from "vitest";
import { expectRuntime } from "../src/runtime.ts";

const refused = (what: string): string =>
  `Expected Node.js 22.12 or later, got ${what}: ` +
  "how other runtimes close connections is not known, so nothing could be promised";

describe("the runtime", () => {
  it.each(["22.12.0", "22.20.0", "23.0.0", "24.1.0", "26.0.0-nightly20261101"])(
    "may be Node %s",
    (version) => {
      expect(() => expectRuntime({ runtime: { name: "node", version } })).not.toThrow();
    },
  );

  it.each([
    ["node", "22.11.0"],
    ["node", "22.9.9"],
    ["node", "20.19.5"],
    ["node", "unknown"],
    ["bun", "1.3.0"],
    ["bun", "24.0.0"],
    ["deno", "2.5.0"],
  ])("may not be %s %s: one error says what is needed", (name, version) => {
    expect(() => expectRuntime({ runtime: { name, version } })).toThrow(
      new Error(refused(`${name} ${version}`)),
    );
  });
});
