import { describe, it } from "vitest";
import { serving } from "./serving.ts";
import { transports } from "./transports.ts";

/** Long, so that a busy machine has read what there is before the deadline: it is at 3.7 s. */
const options = { gracePeriodMs: 4_000, lameDuck: false } as const;

/** Of a stream that began before the stop, node:http2 keeps no headers. */
const nameOf = (transport: string): object =>
  transport.startsWith("the stream API")
    ? { method: "HTTP/2", url: "stream 1" }
    : { method: "GET", url: "/events" };

describe.concurrent.for(Object.entries(transports))(
  "a stream over %s that never comes to the end of an event",
  ([name, transport]) => {
    it("is cut off at the deadline where its client can tell, and named", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await serving(transport, options, onTestFinished, ({ answer }, shutdown) => {
        shutdown.eventStream(answer).write("id: 1\ndata: whole\n\nid: 2\ndata: ");
        const timer = setInterval(() => answer.write("more of it, "), 5);
        onTestFinished(() => clearInterval(timer));
      });
      const connection = await transport.connect(service.port);
      onTestFinished(() => connection.destroy());
      const reading = await connection.get("/events").read();
      await reading.more();
      const outcome = await service.shutdown.stop();
      expect(outcome).toMatchObject({ code: 1, cutOff: [{ kind: "request", ...nameOf(name) }], failed: [] });
      expect(outcome.cutOff).toHaveLength(1);
      expect(await reading.ending).toBe("cut off");
      expect(reading.text).toMatch(/^id: 1\ndata: whole\n\nid: 2\ndata: (more of it, )+/);
      expect(reading.text).not.toContain("retry");
    });
  },
);
