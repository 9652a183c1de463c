import { describe, expect, it } from "vitest";
import { listening } from "./listening.ts";
import { connect, type MemoryClient } from "./memory-client.ts";
import { inKubernetes, readyService, type Service } from "./service.ts";

function serviceWith(random: readonly number[]): Service {
  return readyService({}, { ...inKubernetes, random });
}

/** Sends a request and tells what its answer says about the connection. */
async function connectionHeader({ host }: Service, client: MemoryClient): Promise<string | undefined> {
  const before = client.received.length;
  client.send("/");
  await host.settle();
  return /^Connection: (.*)\r$/m.exec(client.received.slice(before))?.[1];
}

describe("the lame duck says goodbye on each connection", () => {
  it("that was there when it began at a moment drawn from the first half of the minimum", async () => {
    const service = serviceWith([0.4]);
    const client = connect(service.server);
    void service.shutdown.stop();
    await service.host.advance(1_999);
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(1);
    expect(await connectionHeader(service, client)).toBe("close");
    expect(client.isConnected).toBe(false);
  });

  it("each at a moment of its own", async () => {
    const service = serviceWith([0.1, 0.9, 0.5]);
    const clients = [connect(service.server), connect(service.server), connect(service.server)];
    void service.shutdown.stop();
    await service.host.advance(2_600);
    const said = [];
    for (const client of clients) said.push(await connectionHeader(service, client));
    expect(said).toEqual(["close", "keep-alive", "close"]);
  });

  it("that came in the first half of the minimum at a moment from the second half", async () => {
    const service = serviceWith([0.4]);
    void service.shutdown.stop();
    await service.host.advance(1_000);
    const client = connect(service.server);
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(5_999);
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(1);
    expect(await connectionHeader(service, client)).toBe("close");
  });

  it("that came in the second half of the minimum at a moment from what is left of it", async () => {
    const service = serviceWith([0.5]);
    void service.shutdown.stop();
    await service.host.advance(6_000);
    const client = connect(service.server);
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(1_999);
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(1);
    expect(await connectionHeader(service, client)).toBe("close");
  });

  it("that comes when the minimum is over at once", async () => {
    const service = serviceWith([]);
    void service.shutdown.stop();
    await service.host.advance(9_000);
    await connectionHeader(service, connect(service.server));
    await service.host.advance(1_500);
    expect(service.shutdown.phase).toBe("lame-duck");
    expect(await connectionHeader(service, connect(service.server))).toBe("close");
  });

  it("at once, where there is no minimum", async () => {
    const service = readyService({}, { random: [0.9] });
    const client = connect(service.server);
    void service.shutdown.stop();
    expect(await connectionHeader(service, client)).toBe("close");
  });

  it("at once from draining on, whatever moment was drawn", async () => {
    const service = serviceWith([0.9]);
    listening(service.server);
    const client = connect(service.server);
    await service.host.deliver("SIGTERM");
    expect(await connectionHeader(service, client)).toBe("keep-alive");
    await service.host.advance(3_000);
    service.server.close();
    await service.host.settle();
    const { phase } = service.shutdown;
    expect([phase, await connectionHeader(service, client)]).toEqual(["draining", "close"]);
  });

  it("and on none before: a service that is ready says nothing", async () => {
    const service = serviceWith([0]);
    expect(await connectionHeader(service, connect(service.server))).toBe("keep-alive");
  });
});
