import { expect, it, onTestFinished } from "vitest";
import { Program } from "./programs/fork-program.ts";
import type { Endings } from "./programs/idle-clients.ts";
import type { StallReport } from "./programs/idle-server.ts";

/** As many as the limit of open files allows, and at most 10,000. */
function connectionCount(): number {
  const { userLimits } = process.report.getReport() as unknown as {
    userLimits: { open_files: { hard: number | "unlimited" } };
  };
  const { hard } = userLimits.open_files;
  return hard === "unlimited" ? 10_000 : Math.min(10_000, hard - 500);
}

it("10,000 idle connections are ended cleanly, and no turn of the event loop takes 50 ms", async () => {
  const count = connectionCount();
  const server = new Program("./idle-server.ts");
  onTestFinished(() => server.end());
  const port = await server.says<number>();
  const clients = new Program("./idle-clients.ts", [String(port), String(count)]);
  onTestFinished(() => clients.end());
  await clients.says<string>();

  const endings = clients.says<Endings>();
  const report = server.says<StallReport>();
  server.tell("stop");
  const { longestTurnCpuMs, outcome, connectionCount: connected } = await report;
  expect(connected).toBe(count);
  expect(await endings).toEqual({ cleanCount: count, resetCount: 0 });
  expect(outcome).toMatchObject({ code: 0, cutOff: [], noticed: [] });
  expect(longestTurnCpuMs).toBeLessThan(50);
});
