import { describe, expect, it } from "vitest";
import { Agenda } from "../src/agenda.ts";
import { FakeHost } from "./fake-host.ts";

const dueAt = 100;

/** Its timers of no time fire between two turns, as Node's do, not when all turns are over. */
class TurningHost extends FakeHost {
  override after(ms: number, callback: () => void): () => void {
    if (ms > 0) return super.after(ms, callback);
    let isWanted = true;
    this.afterTurn(() => {
      if (isWanted) callback();
    });
    return () => void (isWanted = false);
  }
}

/** 250 items that are due at the same moment; `meantime` is called after each. */
function crowdedAgenda(meantime: (agenda: Agenda<number>, item: number) => void = () => {}) {
  const host = new TurningHost();
  const done: number[] = [];
  /** How many were done in each turn from the moment on. */
  const byTurn: number[] = [];
  const agenda = new Agenda<number>(host, (item) => {
    done.push(item);
    byTurn[byTurn.length - 1]! += 1;
    meantime(agenda, item);
  });
  const nextTurn = (): void => {
    if (byTurn.push(0) < 20) host.afterTurn(nextTurn);
  };
  host.after(dueAt, nextTurn);
  for (let item = 0; item < 250; item += 1) agenda.set(item, dueAt);
  return { host, done, byTurn };
}

describe("an agenda on which many are due at a moment", () => {
  it("takes 100 of them in a turn of the event loop, in their order", async () => {
    const crowd = crowdedAgenda();
    await crowd.host.block(dueAt, () => {});
    expect(crowd.byTurn.filter((count) => count > 0)).toEqual([100, 100, 50]);
    expect(crowd.done).toEqual(Array.from({ length: 250 }, (_, index) => index));
  });

  it("takes no more in a turn though others become due in the meantime", async () => {
    const crowd = crowdedAgenda((agenda, item) => {
      if (item < 150) agenda.set(1_000 + item, dueAt);
    });
    await crowd.host.block(dueAt, () => {});
    expect(Math.max(...crowd.byTurn)).toBe(100);
    expect(new Set(crowd.done).size).toBe(400);
    expect(crowd.done).toHaveLength(400);
  });

  it("leaves alone who was deleted in the meantime", async () => {
    const crowd = crowdedAgenda((agenda, item) => {
      if (item === 0) for (const other of [1, 50, 249]) agenda.delete(other);
    });
    await crowd.host.block(dueAt, () => {});
    expect(crowd.done).toHaveLength(247);
    expect(crowd.done).not.toContain(249);
  });

  it("leaves alone who was put off in the meantime, until then", async () => {
    const crowd = crowdedAgenda((agenda, item) => {
      if (item === 0) agenda.set(249, 400);
    });
    await crowd.host.block(dueAt, () => {});
    expect(crowd.done).not.toContain(249);
    await crowd.host.advance(299);
    expect(crowd.done).toHaveLength(249);
    await crowd.host.advance(1);
    expect(crowd.done.at(-1)).toBe(249);
  });

  it("leaves everyone alone once it is cleared in the meantime", async () => {
    const crowd = crowdedAgenda((agenda, item) => {
      if (item === 120) agenda.clear();
    });
    await crowd.host.block(dueAt, () => {});
    await crowd.host.advance(1_000);
    expect(crowd.done).toHaveLength(121);
    expect(crowd.host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
  });

  it("hastens who is left while it is at work: nobody has two turns", async () => {
    const crowd = crowdedAgenda((agenda, item) => {
      if (item === 0) agenda.hasten(0);
    });
    await crowd.host.block(dueAt, () => {});
    expect(crowd.done).toHaveLength(250);
    expect(Math.max(...crowd.byTurn)).toBe(100);
  });
});
