import { describe, it, vi } from "vitest";
import { repetition } from "./http2/repetition.ts";

// One repetition keeps more than half a core busy.
vi.setConfig({ maxConcurrency: 2 });

const plan = { sessions: 50, concurrency: 10, retries: true, answerMs: 200, delayMs: 10 };
const repetitions = Array.from({ length: 20 }, (_, index) => index + 1);

describe.concurrent("50 sessions with 10 streams at a time, without a pause, across a stop", () => {
  it.for(repetitions)(
    "lose nothing when refused streams are sent again, as RFC 9113 section 8.7 allows (repetition %i)",
    async (_repetition, { expect }) => {
      const { answered, lost, outcome } = await repetition(plan);
      expect(lost).toEqual([]);
      expect(answered).toBeGreaterThan(500);
      expect(outcome).toMatchObject({ code: 0, cutOff: [] });
    },
  );
});
