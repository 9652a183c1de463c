import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { Program } from "./programs/fork-program.ts";
import type { SaturationReport } from "./programs/saturated-server.ts";

const clientCount = 128;

interface Answered {
  readonly wholeCount: number;
  /** What came of requests that were not answered whole: nothing at all, or part of an answer. */
  readonly rests: readonly string[];
}

/** One request on a connection of its own: all that came back, up to the end or a reset. */
async function ask(port: number): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1" });
  let text = "";
  socket.on("data", (chunk) => (text += String(chunk)));
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

/** Clients in a closed loop: each asks again as soon as it is answered, until it is answered no more. */
async function saturate(port: number, onAnswer: (count: number) => void): Promise<Answered> {
  let wholeCount = 0;
  const rests: string[] = [];
  const client = async (): Promise<void> => {
    for (;;) {
      const text = await ask(port);
      if (!text.endsWith("served")) return void rests.push(text);
      wholeCount += 1;
      onAnswer(wholeCount);
    }
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  return { wholeCount, rests };
}

it("under saturation the listener is closed after 1 s, the outcome says so, and who was accepted is answered", async () => {
  const server = new Program("./saturated-server.ts");
  onTestFinished(() => server.end());
  const port = await server.says<number>();
  let report: Promise<SaturationReport> | undefined;
  const { wholeCount, rests } = await saturate(port, (count) => {
    if (count !== 2 * clientCount) return;
    report = server.says<SaturationReport>();
    server.tell("stop");
  });
  const { closedAfterMs, longestTurnMs, outcome } = (await report) as SaturationReport;
  expect(closedAfterMs).toBeGreaterThan(900);
  // The bound is looked at once a turn.
  expect(closedAfterMs).toBeLessThan(1_000 + 2 * longestTurnMs + 50);
  expect(outcome.noticed).toEqual([expect.stringContaining("the listener was closed after 1 s")]);
  expect(outcome).toMatchObject({ code: 0, cutOff: [] });
  // Those that the kernel had not handed over were reset: nothing came of them, not even part of an answer.
  expect(new Set(rests)).toEqual(new Set([""]));
  expect(outcome.requestsFinished).toBeGreaterThan(0);
  expect(wholeCount).toBeGreaterThan(2 * clientCount);
});
