import { describe, it, vi } from "vitest";
import { repetition } from "./http2/repetition.ts";

// Mostly pauses: five of them keep half a core busy.
vi.setConfig({ maxConcurrency: 5 });

const plan = { sessions: 50, concurrency: 10, pauseMs: 1_000, retries: false, answerMs: 20, delayMs: 10 };
const repetitions = Array.from({ length: 20 }, (_, index) => index + 1);

describe.concurrent("50 sessions of node:http2 that pause for a second between rounds of 10 streams", () => {
  it.for(repetitions)(
    "have none refused across a stop, though they send nothing twice (repetition %i)",
    async (_repetition, { expect }) => {
      const { answered, refused, lost, outcome } = await repetition(plan);
      expect([refused, lost]).toEqual([0, []]);
      expect(answered).toBeGreaterThan(500);
      expect(outcome).toMatchObject({ code: 0, cutOff: [] });
    },
  );

  it("have some refused, when they make no pause and every session is closed at one moment", async ({
    expect,
  }) => {
    const { pauseMs: _, ...busy } = plan;
    const { refused } = await repetition({ ...busy, answerMs: 100, program: "./http2-plain-server.ts" });
    expect(refused).toBeGreaterThan(0);
  });
});
