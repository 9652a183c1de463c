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

it.each([
  ["10,000 idle connections", "HTTP/1"],
  ["10,000 idle sessions", "HTTP/2"],
])(
  "%s of %s are ended cleanly, no turn of the event loop takes 50 ms, and their memory returns",
  async (_what, protocol) => {
    const count = connectionCount();
    const server = new Program("./idle-server.ts", [protocol]);
    onTestFinished(() => server.end());
    const port = await server.says<number>();
    const clients = new Program("./idle-clients.ts", [String(port), String(count), protocol]);
    onTestFinished(() => clients.end());
    await clients.says<string>();

    const endings = clients.says<Endings>();
    const report = server.says<StallReport>();
    server.tell("stop");
    const { longestTurnCpuMs, retainedBytes, outcome, connectionCount: connected } = await report;
    expect(connected).toBe(count);
    expect(await endings).toEqual({ cleanCount: count, resetCount: 0 });
    expect(outcome).toMatchObject({ code: 0, cutOff: [], noticed: [] });
    expect(longestTurnCpuMs).toBeLessThan(50);
    // A connection of HTTP/1 takes some 3 kB of heap, a session of HTTP/2 more.
    expect(retainedBytes).toBeLessThan(300);
  },
);
