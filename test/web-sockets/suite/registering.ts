import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { describe, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { Service, type Subject } from "../../conformance/service.ts";
import { drainingAtOnce, longLameDuck } from "../../conformance/stops.ts";
import { framesIn } from "../frames.ts";
import { WebSocketService, type WebSocketServiceOptions } from "../service.ts";

const short: WebSocketServiceOptions = { gracePeriodMs: 2_400, lameDuck: false, lingerMs: 100 };

export function describeRegistering(subject: Subject): void {
  describe("a WebSocketServer can be registered", () => {
    it("before its server is attached", async ({ expect, onTestFinished }) => {
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      const wss = new WebSocketServer({ server: service.server as Server });
      expect(service.shutdown.webSockets(wss)).toBe(wss);
      service.attach();
      await service.listen();
      const web = WebSocketService.of(service, wss, onTestFinished);
      const { client } = await web.connect();
      const stopped = service.outcome();
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("when its clients came before its server was attached", async ({ expect, onTestFinished }) => {
      const service = new Service(subject, drainingAtOnce, onTestFinished);
      await service.listen();
      const wss = new WebSocketServer({ server: service.server as Server });
      const web = WebSocketService.of(service, wss, onTestFinished);
      const { client } = await web.connect();
      service.attach();
      service.shutdown.webSockets(wss);
      const stopped = service.outcome();
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("when its clients are there already, who are told like the others", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { ...drainingAtOnce, registered: false } as const;
      const web = await WebSocketService.start(subject, options, onTestFinished);
      const before = await web.connect();
      web.service.shutdown.webSockets(web.wss);
      const after = await web.connect();
      const stopped = web.service.outcome();
      expect(await before.client.closed).toMatchObject({ code: 1001 });
      expect(await after.client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("when its clients are there already, who are named without what they asked for", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, { ...short, registered: false }, onTestFinished);
      const { client } = await web.connectRaw();
      const from = `127.0.0.1:${client.socket.localPort ?? ""}`;
      web.service.shutdown.webSockets(web.wss);
      const { code, cutOff } = await web.service.shutdown.stop();
      expect([code, ...cutOff]).toEqual([1, { kind: "web socket", from }]);
      expect(await client.ending).toBe("reset");
    });

    it("though nobody has attached its server", async ({ expect, onTestFinished }) => {
      const service = new Service(subject, short, onTestFinished);
      await service.listen();
      const wss = new WebSocketServer({ server: service.server as Server });
      const web = WebSocketService.of(service, wss, onTestFinished);
      service.shutdown.webSockets(wss);
      const { client } = await web.connect();
      const { client: ignorant } = await web.connectRaw("/ignorant");
      const stopped = service.shutdown.stop();
      expect(await client.closed).toMatchObject({ code: 1001 });
      await ignorant.ending;
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "web socket", url: "/ignorant" }] });
    });

    it("during the lame duck", async ({ expect, onTestFinished }) => {
      const options = { ...longLameDuck, registered: false } as const;
      const web = await WebSocketService.start(subject, options, onTestFinished);
      const { client } = await web.connect();
      await web.service.stopUntil("lame-duck");
      web.service.shutdown.webSockets(web.wss);
      const stopped = web.service.outcome();
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("beside others on the same server, each with a path and a code", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const codes: Readonly<Record<string, number>> = { "/chat": 4_001, "/prices": 4_002 };
      const servers = new Map(
        Object.entries(codes).map(([path, code]) => {
          const wss = new WebSocketServer({ noServer: true });
          return [path, service.shutdown.webSockets(wss, { code })];
        }),
      );
      (service.server as Server).on("upgrade", (req, socket: Duplex, head) => {
        // Nobody emits `connection`: it is the application's own way to use `ws`.
        servers.get(req.url ?? "")?.handleUpgrade(req, socket, head, (client: WebSocket) => {
          client.send(`this is ${req.url}`);
        });
      });
      const web = WebSocketService.of(service, new WebSocketServer({ noServer: true }), onTestFinished);
      const clients = [await web.open("/chat"), await web.open("/prices")];
      await Promise.all(clients.map((client, index) => client.hears(`this is ${Object.keys(codes)[index]}`)));
      const stopped = service.outcome();
      const closings = await Promise.all(clients.map(({ closed }) => closed));
      expect(closings.map(({ code }) => code)).toEqual(Object.values(codes));
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it("with `clientTracking: false`, and knows those who come from then on", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { ...short, made: { clientTracking: false }, registered: false } as const;
      const web = await WebSocketService.start(subject, options, onTestFinished);
      const stranger = await web.connectRaw();
      const from = `127.0.0.1:${stranger.client.socket.localPort ?? ""}`;
      web.service.shutdown.webSockets(web.wss);
      const { client } = await web.connect();
      const stopped = web.service.shutdown.stop();
      expect(await client.closed).toMatchObject({ code: 1001 });
      expect(await stranger.client.ending).toBe("reset");
      // It was never written to.
      expect(framesIn(stranger.client.received)).toEqual([]);
      expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "upgraded connection", from }] });
    });

    it("again with another shutdown when the first is over, and bears no trace of it", async ({
      expect,
      onTestFinished,
    }) => {
      const web = await WebSocketService.start(subject, drainingAtOnce, onTestFinished);
      const { client } = await web.connect();
      expect(Object.hasOwn(web.wss, "handleUpgrade")).toBe(true);
      const stopped = web.service.outcome();
      await client.closed;
      await stopped;
      expect(Object.hasOwn(web.wss, "handleUpgrade")).toBe(false);
      const next = subject.gracefulShutdown({ signals: false, logger: false });
      expect(next.webSockets(web.wss)).toBe(web.wss);
      expect(await next.stop()).toMatchObject({ code: 0, cutOff: [] });
    });
  });
}
