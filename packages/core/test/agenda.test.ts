import { describe, expect, it } from "vitest";
import { Agenda } from "../src/agenda.ts";
import { FakeHost, type FakeHostOptions } from "./fake-host.ts";

/** An agenda that writes down when it does something, and with what. */
function agendaOf(options: FakeHostOptions = {}) {
  const host = new FakeHost(options);
  const done: string[] = [];
  return { host, done, agenda: new Agenda<string>(host, (item) => void done.push(`${host.now()} ${item}`)) };
}

describe("an agenda", () => {
  it("does something with each item at its moment, in the order of the moments", async () => {
    const { host, done, agenda } = agendaOf();
    agenda.set("late", 300);
    agenda.set("early", 100);
    agenda.set("between", 200);
    expect(host.leftovers.timers).toBe(1);
    await host.advance(1_000);
    expect(done).toEqual(["100 early", "200 between", "300 late"]);
    expect(host.leftovers).toEqual({ timers: 0, turns: 0, listeners: 0 });
  });

  it("does it at once with an item whose moment has passed", async () => {
    const { host, done, agenda } = agendaOf();
    await host.advance(500);
    agenda.set("overdue", 100);
    await host.settle();
    expect(done).toEqual(["500 overdue"]);
  });

  it("does it once, at the last moment that was set", async () => {
    const { host, done, agenda } = agendaOf();
    agenda.set("put off", 100);
    agenda.set("put off", 400);
    agenda.set("brought forward", 300);
    agenda.set("brought forward", 200);
    await host.advance(1_000);
    expect(done).toEqual(["200 brought forward", "400 put off"]);
  });

  it("may be given the same item again when its moment is over", async () => {
    const { host, done, agenda } = agendaOf();
    agenda.set("again", 100);
    await host.advance(200);
    agenda.set("again", 300);
    await host.advance(200);
    expect(done).toEqual(["100 again", "300 again"]);
  });

  it("hastens those that would be later, and no other", async () => {
    const { host, done, agenda } = agendaOf();
    for (const [item, at] of [
      ["first", 100],
      ["second", 500],
      ["third", 900],
    ] as const)
      agenda.set(item, at);
    agenda.hasten(300);
    await host.advance(1_000);
    expect(done).toEqual(["100 first", "300 second", "300 third"]);
  });

  it("leaves alone what was deleted, and everything once it is cleared", async () => {
    const { host, done, agenda } = agendaOf();
    for (const [item, at] of [
      ["deleted", 100],
      ["kept", 200],
      ["cleared", 300],
    ] as const)
      agenda.set(item, at);
    agenda.delete("deleted");
    await host.advance(250);
    agenda.clear();
    expect(host.leftovers.timers).toBe(0);
    await host.advance(1_000);
    expect(done).toEqual(["200 kept"]);
    agenda.set("anew", 1_300);
    await host.advance(1_000);
    expect(done).toEqual(["200 kept", "1300 anew"]);
  });

  it("spreads items evenly: each has a share of the time, and a moment drawn within it", async () => {
    const { host, done, agenda } = agendaOf({ random: [0, 0.5, 0.99, 0.25] });
    await host.advance(1_000);
    agenda.spread(["a", "b", "c", "d"], 400);
    await host.advance(1_000);
    expect(done).toEqual(["1000 a", "1150 b", "1299 c", "1325 d"]);
  });

  it("spreads nobody over any time without a word", async () => {
    const { host, done, agenda } = agendaOf();
    agenda.spread([], 400);
    agenda.spread(["at once"], 0);
    await host.settle();
    expect(done).toEqual(["0 at once"]);
  });

  it("looks once at moments that are close to each other", async () => {
    const { host, done, agenda } = agendaOf();
    for (let at = 100; at < 110; at += 1) agenda.set(`${at}`, at);
    await host.advance(1_000);
    expect(done.map((line) => line.split(" ")[0])).toEqual(
      [100, 105, 105, 105, 105, 105, 110, 110, 110, 110].map(String),
    );
  });
});
