import { describe, it } from "vitest";
import { serving } from "./serving.ts";
import { transports } from "./transports.ts";

/** Streams end within 2 s, half of the time that there is until work is given up. */
const options = { gracePeriodMs: 4_528, lameDuck: false } as const;
const clients = 50;

/** The most moments that any 100 ms have among them. */
function mostIn100Ms(moments: readonly number[]): number {
  const within = (start: number): number => moments.filter((at) => at >= start && at < start + 100).length;
  return Math.max(...moments.map(within));
}

describe.for(["node:http", "node:http2 in clear"])("many streams over %s", (name) => {
  it("do not end all at once: no 100 ms have more than a third of them", async ({
    expect,
    onTestFinished,
  }) => {
    const transport = transports[name]!;
    const service = await serving(transport, options, onTestFinished, ({ answer }, shutdown) => {
      shutdown.eventStream(answer).write("data: hello\n\n");
    });
    const moments: number[] = [];
    const readings = await Promise.all(
      Array.from({ length: clients }, async () => {
        const connection = await transport.connect(service.port);
        onTestFinished(() => connection.destroy());
        const reading = await connection.get("/events").read();
        await reading.more();
        return reading;
      }),
    );
    const ended = readings.map(async (reading) => {
      const ending = await reading.ending;
      moments.push(performance.now());
      return [ending, reading.text];
    });
    const outcome = await service.shutdown.stop();
    expect(new Set((await Promise.all(ended)).map(String))).toEqual(
      new Set(["whole,data: hello\n\nretry: 1000\n\n"]),
    );
    expect(moments).toHaveLength(clients);
    expect(mostIn100Ms(moments)).toBeLessThanOrEqual(clients / 3);
    expect(outcome).toMatchObject({ code: 0, requestsFinished: clients, cutOff: [] });
    // The deadline is at 4.2 s.
    expect(outcome.tookMs).toBeLessThan(3_500);
  });
});
