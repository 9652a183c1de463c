import { describe, expect, it } from "vitest";
import { GracefulShutdown } from "../src/graceful-shutdown.ts";
import type { RandomLife } from "./random-life.ts";
import { holds } from "./random-lives.ts";
import { traces } from "./random-traces.ts";
import { seed } from "./seed.ts";

/** True for a life that no second SIGINT has ended in the middle. */
const isWhole = ({ outcome }: RandomLife): boolean => outcome !== undefined;

describe(`whatever is attached to a service, and whatever it does (seed ${seed})`, () => {
  it("every drainable is asked to drain once, and is cut off once at most", () =>
    holds((life) => {
      if (!isWhole(life)) return;
      const { drainables, verbsCalled } = life;
      const called = verbsCalled.map(({ name }) => name);
      expect(called).toEqual([...new Set(called)]);
      const drains = called.filter((name) => name.startsWith("drain of"));
      expect(drains.toSorted()).toEqual(drainables.map(({ name }) => `drain of ${name}`).toSorted());
      const late = verbsCalled.filter(({ name }) => !name.startsWith("discourage of"));
      expect(late.filter(({ phase }) => phase !== "draining")).toEqual([]);
    }));

  it("what its verbs throw is named by the outcome", () =>
    holds(({ outcome, thrownByTheEnd }) => {
      const named = outcome?.failed.map(({ name }) => name).filter((name) => / of "/.test(name));
      expect(named?.toSorted()).toEqual(outcome && thrownByTheEnd.toSorted());
    }));

  it("every client of a WebSocketServer is told once at most, while draining, between two messages", () =>
    holds(({ closes }) => {
      expect(closes.filter(({ phase, isInMessage }) => phase !== "draining" || isInMessage)).toEqual([]);
      const told = closes.map(({ to }) => to);
      expect(told).toEqual([...new Set(told)]);
    }));

  it("every event stream that is ended for the application ends between two events", () =>
    holds(({ streamsEnded }) => {
      for (const { client } of streamsEnded) {
        // Node 26 puts what is written in one turn into one chunk.
        expect(client.received).toMatch(/ent\n\n(\r\n[0-9a-f]+\r\n)?retry: 1000\n\n\r\n0\r\n\r\n$/);
      }
    }));

  it("nothing of ours is left on it: it can be attached again", () =>
    holds((life) => {
      if (!isWhole(life)) return;
      for (const [emitter, before] of life.tracesBefore) expect(traces(emitter)).toEqual(before);
      const again = new GracefulShutdown({ logger: false, signals: false }, life.host);
      for (const each of [...life.servers, ...life.drainables]) again.attach(each);
      for (const wss of life.webSocketServers) again.webSockets(wss);
    }));
});
