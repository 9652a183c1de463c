import { expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { WebSocketService } from "./service.ts";
import { overHttp } from "./subjects.ts";

const broken = new WeakSet<WebSocket>();

/** As a subclass of an application's own may be, when it closes something of its own first. */
class OwnWebSocket extends WebSocket {
  override close(code?: number, reason?: string): void {
    if (broken.has(this)) throw new Error("The room is closed already");
    super.close(code, reason);
  }

  override terminate(): void {
    if (broken.has(this)) throw new Error("The room is closed already");
    super.terminate();
  }
}

it("a client whose own class throws is cut off and named, and keeps no other from being told", async () => {
  const options = {
    gracePeriodMs: 2_400,
    lameDuck: false,
    lingerMs: 100,
    made: { WebSocket: OwnWebSocket },
  } as const;
  const web = await WebSocketService.start(overHttp, options, onTestFinished);
  const throwing = await web.connectRaw("/throws");
  broken.add(throwing.served);
  onTestFinished(() => void broken.delete(throwing.served));
  const others = [await web.connect(), await web.connect()];
  const stopped = web.service.shutdown.stop();
  for (const { client } of others) expect(await client.closed).toMatchObject({ code: 1001 });
  expect(await throwing.client.ending).toBe("reset");
  expect(await stopped).toMatchObject({ code: 1, cutOff: [{ kind: "web socket", url: "/throws" }] });
});
