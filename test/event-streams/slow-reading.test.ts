import { describe, it } from "vitest";
import { drainingAtOnce, serving } from "./serving.ts";
import { transports } from "./transports.ts";

/** More than the flow control of HTTP/2 lets go before its client reads. */
const long = `id: 1\ndata: ${"x".repeat(1_000_000)}\n\n`;

describe.concurrent.for(Object.entries(transports))("a client that reads slowly over %s", ([, transport]) => {
  it("gets all that was written before the end, though the application goes on writing", async ({
    expect,
    onTestFinished,
  }) => {
    const wroteTooLate = Promise.withResolvers<void>();
    const service = await serving(transport, drainingAtOnce, onTestFinished, ({ answer }, shutdown) => {
      shutdown.eventStream(answer).write(long);
      const timer = setInterval(() => {
        if (!answer.writableEnded) return;
        clearInterval(timer);
        answer.write("data: too late\n\n");
        answer.end();
        wroteTooLate.resolve();
      }, 1);
      onTestFinished(() => clearInterval(timer));
    });
    const connection = await transport.connect(service.port);
    onTestFinished(() => connection.destroy());
    const reading = connection.get("/events");
    await reading.source;
    const stopped = service.shutdown.stop();
    await wroteTooLate.promise;
    await reading.read();
    expect(await reading.ending).toBe("whole");
    expect(reading.text === `${long}retry: 1000\n\n`).toBe(true);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [], failed: [] });
  });
});
