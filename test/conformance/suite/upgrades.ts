import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "vitest";
import type { Client } from "../client/client.ts";
import { get } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { longLameDuck } from "../stops.ts";

/** A protocol that says everything twice; nobody has registered it with the shutdown. */
function offerEcho(
  { server }: Service,
  prepare: (req: IncomingMessage, socket: Socket) => void = () => {},
): void {
  (server as Server).on("upgrade", (req, socket) => {
    prepare(req, socket as Socket);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    socket.on("data", (chunk) => socket.write(chunk));
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
  });
}

async function upgrade(client: Client): Promise<Client> {
  client.send(get("/", "Connection: Upgrade", "Upgrade: echo"));
  await client.hears("\r\n\r\n");
  return client;
}

export function describeUpgrades(subject: Subject): void {
  describe("an upgraded connection", () => {
    it("is left alone until the deadline, then cut off by a reset and named", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { gracePeriodMs: 1_200, lameDuck: false, lingerMs: 100 } as const;
      const service = await Service.start(subject, options, onTestFinished);
      offerEcho(service);
      const client = await upgrade(await service.connect());
      const from = `127.0.0.1:${client.socket.localPort ?? ""}`;
      const neighbour = await service.connectKept();
      const stopped = service.shutdown.stop();
      // The neighbour goes when the linger is over.
      await neighbour.ending;
      client.send("still there?");
      await client.hears("still there?");
      expect(client.received.toString()).toMatch(/\r\n\r\nstill there\?$/);
      expect(await client.ending).toBe("reset");
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "upgraded connection", from }] });
    });

    it("is named once, also where a framework has given it a response of its own", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { gracePeriodMs: 900, lameDuck: false, lingerMs: 100 } as const;
      const service = await Service.start(subject, options, onTestFinished);
      // As @fastify/websocket does, so that its hooks have something to answer by.
      offerEcho(service, (req, socket) => new ServerResponse(req).assignSocket(socket));
      const client = await upgrade(await service.connect());
      expect(service.shutdown.inFlight()).toEqual([]);
      const { cutOff } = await service.shutdown.stop();
      expect(cutOff.map(({ kind }) => kind)).toEqual(["upgraded connection"]);
      await client.ending;
    });

    it("counts as traffic when it is asked for: the lame duck goes on", async ({
      expect,
      onTestFinished,
    }) => {
      const quietMs = 500;
      const lameDuck = { minimumMs: 0, quietMs, maximumMs: 20_000 };
      const service = await Service.start(subject, { gracePeriodMs: 60_000, lameDuck }, onTestFinished);
      offerEcho(service);
      await service.connectKept();
      await service.stopUntil("lame-duck");
      for (let n = 0; n < 12; n += 1) {
        const client = await upgrade(await service.connect());
        client.socket.destroy();
        await sleep(quietMs / 5);
      }
      expect(service.shutdown.phase).toBe("lame-duck");
      expect((await service.outcome()).code).toBe(0);
    });

    it("can begin during the lame duck, and the stop waits for it", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      offerEcho(service);
      const client = await service.connectKept();
      await service.stopUntil("lame-duck");
      await upgrade(client);
      client.send("hello");
      await client.hears("hello");
      expect(service.shutdown.inFlight()).toEqual([]);
      const stopped = service.outcome();
      await service.listenerClosed();
      client.send("and on");
      await client.hears("and on");
      client.socket.end();
      await client.ending;
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });
  });
}
