import { describe, expect, it } from "vitest";
import { chooseEndpoint } from "../endpoints/choose-endpoint.ts";
import { EndpointSlice } from "../endpoints/endpoint-slice.ts";
import type { Endpoint } from "../endpoints/endpoint.ts";
import { ProxyTable, proxyTables } from "../endpoints/proxy-table.ts";
import { SeededRandom } from "../seeded-random.ts";

const LAG = { minimumMs: 1_000, maximumMs: 4_000 };
const at = (name: string): { name: string; host: string; port: number } => ({
  name,
  host: "127.0.0.1",
  port: 1,
});

function endpoint(name: string, serving: boolean, terminating: boolean): Endpoint {
  return { ...at(name), conditions: { ready: serving && !terminating, serving, terminating } };
}

/** When each of six tables learns of a change at 0. */
function lags(seed: number): number[] {
  return proxyTables(6, new SeededRandom(seed), LAG).map((table) => {
    table.announce([], 0);
    table.announce([endpoint("a", true, false)], 0);
    return table.upToDateAtMs;
  });
}

/** The names that a hundred choices give. */
function chosen(endpoints: readonly Endpoint[]): Set<string | undefined> {
  const random = new SeededRandom(1);
  return new Set(Array.from({ length: 100 }, () => chooseEndpoint(endpoints, random)?.name));
}

describe("EndpointSlice", () => {
  it("derives ready, and tells of changes only", () => {
    const slice = new EndpointSlice();
    const told: string[] = [];
    slice.watch((endpoints) => {
      told.push(endpoints.map(({ name, conditions }) => `${name} ${JSON.stringify(conditions)}`).join());
    });
    slice.set(at("a"), { isServing: true, isTerminating: false });
    slice.set(at("a"), { isServing: true, isTerminating: false });
    slice.set(at("a"), { isServing: true, isTerminating: true });
    slice.remove("a");
    slice.remove("a");
    expect(told).toStrictEqual([
      'a {"ready":true,"serving":true,"terminating":false}',
      'a {"ready":false,"serving":true,"terminating":true}',
      "",
    ]);
  });
});

describe("ProxyTable", () => {
  it("knows the first list at once, and each change after its lag", () => {
    const table = new ProxyTable(new SeededRandom(1), LAG);
    expect(table.endpointsAt(0)).toStrictEqual([]);
    table.announce([endpoint("a", true, false)], 100);
    expect(table.endpointsAt(100)).toHaveLength(1);
    table.announce([], 5_000);
    expect(table.endpointsAt(5_999)).toHaveLength(1);
    expect(table.endpointsAt(9_000)).toHaveLength(0);
    expect(table.upToDateAtMs).toBeGreaterThanOrEqual(6_000);
    expect(table.upToDateAtMs).toBeLessThanOrEqual(9_000);
  });

  it("learns of changes in their order", () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const table = new ProxyTable(new SeededRandom(seed), LAG);
      table.announce([], 0);
      table.announce([endpoint("a", true, false)], 10);
      const first = table.upToDateAtMs;
      table.announce([endpoint("a", true, true)], 20);
      expect(table.upToDateAtMs).toBeGreaterThanOrEqual(first);
      expect(table.endpointsAt(table.upToDateAtMs)).toStrictEqual([endpoint("a", true, true)]);
    }
  });

  it("has one table in each part of the lag, the same ones for the same seed", () => {
    expect(lags(9)).toStrictEqual(lags(9));
    expect(lags(9)).not.toStrictEqual(lags(10));
    expect(lags(9).map((lagMs) => Math.floor(lagMs / 500))).toStrictEqual([2, 3, 4, 5, 6, 7]);
  });
});

describe("chooseEndpoint", () => {
  it("takes every ready endpoint, and no other while there is one", () => {
    const endpoints = [
      endpoint("ready", true, false),
      endpoint("also ready", true, false),
      endpoint("leaving", true, true),
      endpoint("failing", false, false),
    ];
    expect(chosen(endpoints)).toStrictEqual(new Set(["ready", "also ready"]));
  });

  it("falls back to those that are terminating and still serving", () => {
    const endpoints = [
      endpoint("leaving", true, true),
      endpoint("gone", false, true),
      endpoint("new", false, false),
    ];
    expect(chosen(endpoints)).toStrictEqual(new Set(["leaving"]));
    expect(chosen([endpoint("gone", false, true)])).toStrictEqual(new Set([undefined]));
  });
});
