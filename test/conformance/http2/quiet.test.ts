import { setTimeout as sleep } from "node:timers/promises";
import { describe, it, vi } from "vitest";
import type { ServiceOptions } from "../service.ts";
import type { RawClient } from "./raw-client.ts";
import { Http2Service, subjects } from "./service.ts";

vi.setConfig({ maxConcurrency: 8 });

const quietMs = 400;
const options: ServiceOptions = {
  gracePeriodMs: 60_000,
  lameDuck: { minimumMs: 0, quietMs, maximumMs: 20_000 },
  lingerMs: 0,
};

/** Asks on new sessions, more often than it may be quiet, until `enough` resolves. */
async function askAllTheTime(
  connect: () => Promise<RawClient>,
  path: string,
  enough: Promise<unknown>,
): Promise<void> {
  const over = new AbortController();
  void enough.then(() => over.abort());
  while (!over.signal.aborted) {
    const client = await connect();
    await client.answer(client.ask(path));
    client.socket.destroy();
    await sleep(quietMs / 10);
  }
}

describe.concurrent.each(Object.entries(subjects))("the lame duck of %s", (name, serve) => {
  it("goes on while requests come, and ends when none has come for a while", async ({
    expect,
    onTestFinished,
  }) => {
    const service = await Http2Service.serve(serve, options, onTestFinished);
    await service.connectServed();
    const stoppedAt = performance.now();
    const stopped = service.shutdown.stop();
    const draining = service.entered("draining");
    const asking = askAllTheTime(() => service.connectRaw(), "/now/page", sleep(3 * quietMs));
    await asking;
    expect(service.shutdown.phase).toBe("lame-duck");
    await draining;
    expect(performance.now() - stoppedAt).toBeGreaterThan(4 * quietMs - 50);
    expect((await stopped).code).toBe(0);
  });

  it("is not kept up by probes", async ({ expect, onTestFinished }) => {
    const service = await Http2Service.serve(serve, options, onTestFinished);
    await service.connectServed();
    await service.stopUntil("lame-duck");
    const draining = service.entered("draining");
    await askAllTheTime(() => service.connectRaw(), "/readyz", draining);
    expect((await service.shutdown.stop()).code).toBe(0);
  });

  it("answers its probes", async ({ expect, onTestFinished }) => {
    const service = await Http2Service.serve(serve, options, onTestFinished);
    const client = await service.connectServed();
    const { status, body } = await client.answer(client.ask("/readyz"));
    // The stream API has no probes: that is what the admin listener is for.
    if (name.includes("stream")) expect(status).toBe(404);
    else expect([status, body]).toEqual([200, expect.stringContaining('"ready":true')]);
  });
});
