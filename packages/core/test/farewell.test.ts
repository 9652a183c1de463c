import { describe, expect, it } from "vitest";
import { Farewell } from "../src/http2/farewell.ts";
import type { Session } from "../src/http2/session.ts";
import { never } from "../src/within.ts";
import { FakeHost } from "./fake-host.ts";

/** A session of node:http2, as far as it is told; it writes down when. */
function sessionOn(host: FakeHost): Session & { readonly told: number[]; readonly ended: number[] } {
  const told: number[] = [];
  const ended: number[] = [];
  const session = { destroyed: false, close: () => told.push(host.now()) };
  const socket = { destroy: () => ended.push(host.now()) };
  return {
    session: session as never,
    socket: socket as never,
    open: new Map(),
    busySince: 0,
    most: 0,
    tellAt: 0,
    isTold: false,
    told,
    ended,
  };
}

function open(session: Session, count: number): void {
  session.open.clear();
  for (let n = 0; n < count; n += 1) session.open.set({ n } as never, {} as never);
  session.most = Math.max(session.most, count);
}

describe("the farewell of HTTP/2", () => {
  it("draws a moment of its own for each session in the second half of the minimum, and waits for 3 s at most", async () => {
    const host = new FakeHost({ random: [0, 0.5, 1] });
    const farewell = new Farewell(host);
    farewell.begin(10_000);
    const sessions = [1, 2, 3].map(() => sessionOn(host));
    for (const session of sessions) farewell.schedule(session);
    expect(sessions.map(({ tellAt }) => tellAt)).toEqual([5_000, 6_000, 7_000]);
    await host.advance(12_000);
    expect(sessions.map(({ told }) => told)).toEqual([[8_000], [9_000], [10_000]]);
  });

  it("is over by the minimum's end where that is long enough, and not long after where it is short", () => {
    for (const [minimumMs, latest] of [
      [10_000, 7_000],
      [2_000, 1_250],
      [0, 0],
    ] as const) {
      const farewell = new Farewell(new FakeHost({ random: [0.999_999] }));
      const session = sessionOn(new FakeHost());
      farewell.begin(minimumMs);
      farewell.schedule(session);
      expect(Math.round(session.tellAt)).toBe(latest);
    }
  });

  it("is said when a request has come and as many are open as ever, before the application has it", async () => {
    const host = new FakeHost();
    const farewell = new Farewell(host);
    const session = sessionOn(host);
    farewell.begin(0);
    farewell.schedule(session);
    const passed: string[] = [];
    open(session, 3);
    // How many there are at a time is not known yet.
    farewell.deliver(session, () => passed.push("early"));
    expect([passed, session.told]).toEqual([["early"], []]);
    await host.advance(200);
    open(session, 2);
    farewell.deliver(session, () => passed.push(`one of two, told ${session.told.length} times`));
    await host.turn();
    open(session, 3);
    farewell.deliver(session, () => passed.push(`third, told ${session.told.length} times`));
    farewell.deliver(session, () => passed.push(`fourth, told ${session.told.length} times`));
    expect(passed).toHaveLength(2);
    await host.turn();
    farewell.deliver(session, () => passed.push("behind"));
    expect(passed).toEqual([
      "early",
      "one of two, told 0 times",
      "third, told 1 times",
      "fourth, told 1 times",
      "behind",
    ]);
  });

  it("is said to whoever is left when the linger is over, and ends who has nothing left to do", async () => {
    const host = new FakeHost();
    const farewell = new Farewell(host);
    const idle = sessionOn(host);
    const busy = sessionOn(host);
    open(busy, 1);
    farewell.begin(60_000);
    for (const session of [idle, busy]) farewell.schedule(session);
    farewell.hasten([idle, busy]);
    farewell.linger(2_000, never);
    await host.advance(5_000);
    expect([idle.told, busy.told]).toEqual([[2_000], [2_000]]);
    expect([idle.ended, busy.ended]).toEqual([[3_000], []]);
    open(busy, 0);
    farewell.noteIdle(busy);
    await host.advance(1_000);
    expect(busy.ended).toEqual([6_000]);
  });

  it("is said at once to everyone when nobody is waited for, also to those who come then", async () => {
    const host = new FakeHost();
    const farewell = new Farewell(host);
    const impatience = new AbortController();
    const session = sessionOn(host);
    farewell.begin(60_000);
    farewell.schedule(session);
    farewell.linger(30_000, impatience.signal);
    await host.advance(1_000);
    expect(session.told).toEqual([]);
    impatience.abort();
    await host.settle();
    const newcomer = sessionOn(host);
    farewell.schedule(newcomer);
    await host.settle();
    expect([session.told, newcomer.told]).toEqual([[1_000], [1_000]]);
    expect([session.ended, newcomer.ended]).toEqual([[1_000], [1_000]]);
  });
});
