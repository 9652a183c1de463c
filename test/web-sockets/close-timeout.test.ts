import { expect, it, onTestFinished } from "vitest";
import { drainingAtOnce } from "../conformance/stops.ts";
import { WebSocketService } from "./service.ts";
import { overHttp } from "./subjects.ts";

it("a client that does not answer is ended by ws itself after its own `closeTimeout`, and not named", async () => {
  // Not in the types yet; without it ws waits for 30 s.
  const made = { closeTimeout: 50 } as object;
  const web = await WebSocketService.start(overHttp, { ...drainingAtOnce, made }, onTestFinished);
  const { client } = await web.connectRaw();
  const stopped = web.service.outcome();
  await client.hears("going away");
  await client.ending;
  expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
});
