import { describe, it, vi } from "vitest";
import { repetition, withClose, withLameDuck, withLinger } from "./relay/repetition.ts";

const seedsFrom = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index);

// A repetition is 100 clients who mostly think: seven of them keep a third of a core busy.
vi.setConfig({ maxConcurrency: 7 });

describe.concurrent("100 keep-alive clients that post without retry, 20 ms away, across a stop", () => {
  it.for(seedsFrom(1, 20))("lose nothing (seed %i)", async (seed, { expect }) => {
    const { losses, requestCount, outcome } = await repetition(seed, withLameDuck());
    expect(losses).toEqual([]);
    expect(requestCount).toBeGreaterThan(100);
    expect(outcome).toMatchObject({ code: 0, cutOff: [] });
  });

  it.for(seedsFrom(21, 4))(
    "lose nothing without a lame duck either, when newcomers have been sent elsewhere (seed %i)",
    async (seed, { expect }) => {
      const { losses, outcome } = await repetition(seed, withLinger());
      expect(losses).toEqual([]);
      expect(outcome).toMatchObject({ code: 0, cutOff: [] });
    },
  );

  it("lose requests on kept connections when `server.close()` takes its place (seeds 1 to 4)", async ({
    expect,
  }) => {
    const results = await Promise.all(seedsFrom(1, 4).map((seed) => repetition(seed, withClose())));
    const losses = results.flatMap((result) => result.losses);
    expect(losses.filter(({ isOnKeptConnection }) => isOnKeptConnection).length).toBeGreaterThan(0);
  });
});
