import { describe, it } from "vitest";
import { longLameDuck } from "../conformance/stops.ts";
import { serving } from "./serving.ts";
import { transports } from "./transports.ts";

describe.concurrent.for(Object.entries(transports))(
  "a handler over %s that listens for the lame duck",
  ([, transport]) => {
    it("answers its long poll early, while newcomers are still served", async ({
      expect,
      onTestFinished,
    }) => {
      const asked = Promise.withResolvers<void>();
      const service = await serving(
        transport,
        longLameDuck,
        onTestFinished,
        ({ path, request, answer }, shutdown) => {
          const { leaving } = shutdown.abortSignals(request);
          if (leaving.aborted) answer.end(`${path}: nothing new, ask somebody else`);
          else leaving.addEventListener("abort", () => answer.end(`${path}: nothing new yet`));
          asked.resolve();
        },
      );
      const connect = async (): Promise<Awaited<ReturnType<typeof transport.connect>>> => {
        const connection = await transport.connect(service.port);
        onTestFinished(() => connection.destroy());
        return connection;
      };
      const poll = (await connect()).get("/poll");
      await asked.promise;
      void service.shutdown.stop();
      await (
        await poll.read()
      ).ending;
      expect(poll.text).toBe("/poll: nothing new yet");
      const newcomer = await (await connect()).get("/newcomer").read();
      expect(await newcomer.ending).toBe("whole");
      expect(newcomer.text).toBe("/newcomer: nothing new, ask somebody else");
      expect(service.shutdown.phase).toBe("lame-duck");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 2, cutOff: [] });
    });

    it("ends its stream by itself with a word of its own, and nothing is added", async ({
      expect,
      onTestFinished,
    }) => {
      const asked = Promise.withResolvers<void>();
      const service = await serving(
        transport,
        longLameDuck,
        onTestFinished,
        ({ request, answer }, shutdown) => {
          const stream = shutdown.eventStream(answer);
          stream.write("data: hello\n\n");
          shutdown.abortSignals(request).leaving.addEventListener("abort", () => {
            stream.write("event: goodbye\ndata: this server leaves\n\n");
            stream.end();
          });
          asked.resolve();
        },
      );
      const connection = await transport.connect(service.port);
      onTestFinished(() => connection.destroy());
      const reading = await connection.get("/events").read();
      await asked.promise;
      void service.shutdown.stop();
      expect(await reading.ending).toBe("whole");
      expect(reading.text).toBe("data: hello\n\nevent: goodbye\ndata: this server leaves\n\n");
      expect(service.shutdown.phase).toBe("lame-duck");
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [] });
    });
  },
);
