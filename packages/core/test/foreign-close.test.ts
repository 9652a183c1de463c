import { describe, expect, it } from "vitest";
import { listening } from "./listening.ts";
import { connect } from "./memory-client.ts";
import { forever, inKubernetes, readyService, startingService } from "./service.ts";

const what = "somebody else closed the listener: newcomers are refused, so draining begins";

function listeningService() {
  const service = startingService({}, inKubernetes);
  listening(service.server);
  service.timeline.length = 0;
  return service;
}

describe("a listener that somebody else closes", () => {
  it("during the lame duck leads into draining, and is recorded", async () => {
    const { host, shutdown, server, timeline } = listeningService();
    const stopped = shutdown.stop();
    const client = connect(server);
    client.send("/");
    await host.advance(3_000);
    client.leave();
    let closed = 0;
    server.close(() => (closed += 1));
    await host.settle();
    expect(timeline).toEqual([
      "0 stopping: requested, 30000 ms of grace",
      "0 lame-duck",
      `3000 noticed: ${what}`,
      "3000 draining",
      "3000 closing",
      "3000 stopped",
      "3000 outcome 0",
    ]);
    expect(await stopped).toMatchObject({ noticed: [what], requestsFinished: 1 });
    expect(closed).toBe(1);
  });

  it("does not cut short whoever is connected, and idle connections keep their time", async () => {
    const { host, shutdown, server } = listeningService();
    const client = connect(server);
    void shutdown.stop();
    await host.advance(3_000);
    server.close();
    await host.advance(4_999);
    expect(shutdown.phase).toBe("draining");
    client.send("/");
    await host.settle();
    expect(client.received).toMatch(/Connection: close[^]*hello$/);
  });

  it("while draining changes nothing and is no news", async () => {
    const { host, shutdown, server, timeline } = listeningService();
    void shutdown.waitUntil(forever, "an import");
    void shutdown.stop();
    await host.advance(10_000);
    expect(shutdown.phase).toBe("draining");
    server.close();
    await host.advance(20_000);
    expect(timeline.slice(2)).toEqual([
      "10000 draining",
      "28000 cut off: an import",
      "28000 closing",
      "28000 stopped",
      "28000 outcome 1",
    ]);
  });

  it("while ready lets the server go: the stop finds nothing to wait for", async () => {
    const { host, shutdown, server } = listeningService();
    server.emit("close");
    connect(server);
    const stopped = shutdown.stop();
    await host.advance(10_000);
    expect(await stopped).toMatchObject({ code: 0, tookMs: 0, noticed: [] });
    expect(readyService().shutdown.attach(server)).toBe(server);
  });
});
