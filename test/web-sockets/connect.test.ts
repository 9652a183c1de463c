import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { describe, it, vi } from "vitest";
import type { Client } from "../conformance/client/client.ts";
import { Service, type Subject } from "../conformance/service.ts";
import { longLameDuck } from "../conformance/stops.ts";
import { byAlpn, overHttp, overHttps, withoutPrivateFields } from "./subjects.ts";

vi.setConfig({ maxConcurrency: 8 });

const established = "HTTP/1.1 200 Connection Established\r\n\r\n";

/** A tunnel that says everything twice. */
function offerTunnel({ server }: Service): void {
  (server as Server).on("connect", (_req, socket: Duplex) => {
    socket.write(established);
    socket.on("data", (chunk) => socket.write(chunk));
    socket.on("end", () => socket.end());
    socket.on("error", () => {});
  });
}

async function tunnel(client: Client): Promise<Client> {
  client.send("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
  await client.hears(established);
  return client;
}

function describeTunnels(name: string, subject: Subject): void {
  describe.concurrent(`a tunnel by CONNECT over ${name}`, () => {
    it("is left alone and not written to until the deadline, then cut off by a reset and named", async ({
      expect,
      onTestFinished,
    }) => {
      const options = { gracePeriodMs: 1_200, lameDuck: false, lingerMs: 100 } as const;
      const service = await Service.start(subject, options, onTestFinished);
      offerTunnel(service);
      const client = await tunnel(await service.connect());
      const from = `127.0.0.1:${client.socket.localPort ?? ""}`;
      const neighbour = await service.connectKept();
      const stopped = service.shutdown.stop();
      // The neighbour goes when the linger is over.
      await neighbour.ending;
      client.send("still there?");
      await client.hears("still there?");
      expect(await client.ending).toBe("reset");
      expect(client.received.toString()).toBe(`${established}still there?`);
      const outcome = await stopped;
      expect(outcome).toMatchObject({ code: 1, cutOff: [{ kind: "upgraded connection", from }] });
      expect(outcome.tookMs).toBeGreaterThan(1_100);
    });

    it("can begin during the lame duck, and the stop waits for it", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      offerTunnel(service);
      const client = await service.connectKept();
      await service.stopUntil("lame-duck");
      await tunnel(client);
      const stopped = service.outcome();
      await service.listenerClosed();
      client.send("and on");
      await client.hears("and on");
      client.socket.end();
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });
  });
}

for (const [name, subject] of Object.entries({
  "node:http": overHttp,
  "node:https": overHttps,
  "HTTP/1 beside HTTP/2": byAlpn,
  "node:http, without Node's private fields": withoutPrivateFields(overHttp),
})) {
  describeTunnels(name, subject);
}
