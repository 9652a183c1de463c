import { expect, it, onTestFinished } from "vitest";
import { Program } from "../protocol/programs/fork-program.ts";
import type { ClientsReport } from "./programs/many-clients.ts";
import type { ServerReport } from "./programs/many-server.ts";

const pathOf = (program: string): string => new URL(`programs/${program}.ts`, import.meta.url).href;
const count = 1_000;

/** The most of these moments that lie within any 100 ms. */
function mostIn100Ms(moments: readonly number[]): number {
  const sorted = moments.toSorted((one, other) => one - other);
  const counts = sorted.map((from, index) => sorted.slice(index).filter((at) => at < from + 100).length);
  return Math.max(...counts);
}

it("1,000 clients are told one by one, and no message of theirs or to them is lost or altered", async () => {
  const server = new Program(pathOf("many-server"));
  onTestFinished(() => server.end());
  const port = await server.says<number>();
  const clients = new Program(pathOf("many-clients"), [String(port), String(count)]);
  onTestFinished(() => clients.end());
  await clients.says<string>();

  const told = clients.says<ClientsReport>();
  const stopped = server.says<ServerReport>();
  server.tell("stop");
  const { closings } = await told;
  const { outcome, received, wrongCount } = await stopped;

  expect(closings).toHaveLength(count);
  expect(closings.filter(({ code }) => code !== 1001)).toEqual([]);
  expect(closings.filter(({ hasLast }) => !hasLast)).toEqual([]);
  expect(wrongCount).toBe(0);
  expect(received).toEqual(Object.fromEntries(closings.map(({ name, sentCount }) => [name, sentCount])));
  expect(outcome).toMatchObject({ code: 0, cutOff: [] });

  const moments = closings.map(({ atMs }) => atMs);
  expect(mostIn100Ms(moments)).toBeLessThan(count / 5);
  // The spread is half of the time that there is, 5,023 ms.
  expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(4_500);
});
