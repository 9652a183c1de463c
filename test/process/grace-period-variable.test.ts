import { describe } from "vitest";
import { it } from "./programs.ts";

const withSeconds = (text: string): { environment: Record<string, string> } => ({
  environment: { LAMEDUCK_GRACE_PERIOD_SECONDS: text },
});

describe.concurrent("LAMEDUCK_GRACE_PERIOD_SECONDS", () => {
  it.for([
    ["7", {}, "7.0"],
    ["2.5", {}, "2.5"],
    ["7", { gracePeriodMs: 3_000 }, "3.0"],
    ["3", { gracePeriodMs: 7_000 }, "3.0"],
    ["", {}, "10.0"],
  ] as const)(
    "%j with the options %j gives %s s of grace",
    async ([text, options, seconds], { start, expect }) => {
      const program = start("serves", { ...withSeconds(text), options });
      await program.port();
      program.kill("SIGTERM");
      expect(await program.ended).toEqual([0, null]);
      expect(program.stderr).toContain(`SIGTERM: leaving, ${seconds} s of grace;`);
    },
  );

  it.for(["soon", "30s", "0", "-1", "NaN", "Infinity"])(
    "%j is refused before anything is served, by one error that says what to do",
    async (text, { start, expect }) => {
      const program = start("serves", withSeconds(text));
      expect(await program.ended).toEqual([1, null]);
      expect(program.said).toEqual([]);
      expect(program.stderr.match(/^\w*Error: .*$/gm)).toEqual([
        "TypeError: Expected `LAMEDUCK_GRACE_PERIOD_SECONDS` to be a number of seconds, more than 0, " +
          `got "${text}". ` +
          "Set it to the Pod's terminationGracePeriodSeconds, or leave it out",
      ]);
    },
  );
});
