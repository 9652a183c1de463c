import { describe, expect, it } from "vitest";
import { Farewells } from "../src/farewells.ts";
import { FakeHost } from "./fake-host.ts";

/** Farewells of clients who leave as soon as they are told, unless they stay. */
function farewellsOf(random: readonly number[] = [], { stay = false } = {}) {
  const host = new FakeHost({ random });
  const told: string[] = [];
  const farewells = new Farewells<string>(host, (client) => {
    told.push(`${host.now()} ${client}`);
    if (!stay) farewells.delete(client);
  });
  const hurry = new AbortController();
  /** Begins, and notes when it is over. */
  const begin = (spreadMs: number): void => {
    void farewells
      .begin({ lingerMs: 0, spreadMs, unless: hurry.signal })
      .then(() => told.push(`${host.now()} nobody is left`));
  };
  return { host, told, farewells, hurry, begin };
}

describe("farewells", () => {
  it("are said to nobody before they begin", async () => {
    const { host, told, farewells } = farewellsOf();
    farewells.add("early");
    await host.advance(60_000);
    expect(told).toEqual([]);
    expect(host.leftovers.timers).toBe(0);
  });

  it("are spread over the time from the beginning on, and over when the last has left", async () => {
    const { host, told, farewells, begin } = farewellsOf([0, 0.5]);
    await host.advance(100);
    for (const client of ["first", "second"]) farewells.add(client);
    begin(1_000);
    await host.advance(5_000);
    expect(told).toEqual(["100 first", "850 second", "850 nobody is left"]);
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
  });

  it("are over at once when nobody is there", async () => {
    const { host, told, begin } = farewellsOf();
    begin(1_000);
    await host.settle();
    expect(told).toEqual(["0 nobody is left"]);
  });

  it("are over only when all have left, whether they were told or went by themselves", async () => {
    const { host, told, farewells, begin } = farewellsOf([0, 0.5], { stay: true });
    for (const client of ["told", "goes by itself"]) farewells.add(client);
    begin(1_000);
    await host.advance(300);
    farewells.delete("goes by itself");
    await host.advance(2_000);
    expect(told).toEqual(["0 told"]);
    farewells.delete("told");
    await host.settle();
    expect(told).toEqual(["0 told", "2300 nobody is left"]);
  });

  it("are said to who comes later at a moment drawn from what is left of the time", async () => {
    const { host, told, farewells, begin } = farewellsOf([0.9, 0.5]);
    farewells.add("early");
    begin(1_000);
    await host.advance(400);
    farewells.add("late");
    await host.advance(5_000);
    expect(told).toEqual(["700 late", "900 early", "900 nobody is left"]);
  });

  it("are said at once to who comes when the time is over", async () => {
    const { host, told, farewells, begin } = farewellsOf([0.9]);
    begin(1_000);
    await host.advance(3_000);
    farewells.add("too late");
    await host.settle();
    expect(told).toEqual(["0 nobody is left", "3000 too late"]);
  });

  it("are all said at once in a hurry, also to who comes after it", async () => {
    const { host, told, farewells, hurry, begin } = farewellsOf([0, 0.5, 0.5, 0.9]);
    for (const client of ["first", "second", "third"]) farewells.add(client);
    begin(900);
    await host.advance(200);
    hurry.abort();
    farewells.add("newcomer");
    await host.settle();
    expect(told).toEqual(["0 first", "200 second", "200 third", "200 newcomer", "200 nobody is left"]);
  });

  it("are said at once in a hurry to who came when everyone had left", async () => {
    const { host, told, farewells, hurry, begin } = farewellsOf([0.9]);
    begin(1_000);
    await host.advance(100);
    farewells.add("newcomer");
    await host.advance(100);
    hurry.abort();
    await host.settle();
    expect(told).toEqual(["0 nobody is left", "200 newcomer"]);
  });

  it("are said at once when there was a hurry before they began", async () => {
    const { host, told, farewells, hurry, begin } = farewellsOf([0.9]);
    farewells.add("first");
    hurry.abort();
    begin(60_000);
    await host.settle();
    expect(told).toEqual(["0 first", "0 nobody is left"]);
  });

  it("are said to nobody any more once they are stopped; who is there may go all the same", async () => {
    const { host, told, farewells, begin } = farewellsOf([0.5, 0.5]);
    for (const client of ["first", "second"]) farewells.add(client);
    begin(1_000);
    farewells.stop();
    await host.advance(5_000);
    expect(told).toEqual([]);
    for (const client of ["first", "second", "never seen"]) farewells.delete(client);
    await host.settle();
    expect(told).toEqual(["5000 nobody is left"]);
  });
});
