import { once } from "node:events";
import { describe, it } from "vitest";
import type { WebSocket } from "ws";
import type { Outcome } from "@lameduck/core";
import type { AtTheEnd } from "../conformance/service.ts";
import { drainingAtOnce } from "../conformance/stops.ts";
import { CLOSE, CONTINUATION, frame, framesIn, PING, PONG, TEXT } from "./frames.ts";
import { WebSocketService, type WebSocketServiceOptions } from "./service.ts";
import { overHttp } from "./subjects.ts";

const started = (atTheEnd: AtTheEnd, made: WebSocketServiceOptions["made"] = {}): Promise<WebSocketService> =>
  WebSocketService.start(overHttp, { ...drainingAtOnce, made }, atTheEnd);

/** Begins the stop, and returns when everyone's moment has come: a neighbour, the last of all, was told. */
async function everyonesMoment(web: WebSocketService): Promise<{ readonly stopped: Promise<Outcome> }> {
  const neighbour = await web.connect("/neighbour");
  await web.service.caughtUp();
  const stopped = web.service.outcome();
  await neighbour.client.closed;
  return { stopped };
}

/** All that a client has said, in its order. */
function heardBy(served: WebSocket): readonly string[] {
  const heard: string[] = [];
  served.on("message", (data: Buffer) => heard.push(data.toString()));
  return heard;
}

const opcodesIn = (received: Buffer): readonly number[] => framesIn(received).map(({ opcode }) => opcode);

describe.concurrent("a close waits for the end", () => {
  it("of a message that is half sent", async ({ expect, onTestFinished }) => {
    const web = await started(onTestFinished);
    const { client, served } = await web.connect();
    served.send("the beginning ", { fin: false });
    const { stopped } = await everyonesMoment(web);
    served.send("and the end");
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(client.texts).toEqual(["the beginning and the end"]);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("of a message of which the first fragments were received", async ({ expect, onTestFinished }) => {
    const web = await started(onTestFinished);
    const { client, served } = await web.connectRaw();
    const heard = heardBy(served);
    client.send(frame(TEXT, "the beginning ", false));
    const { stopped } = await everyonesMoment(web);
    // A control frame between the fragments is no end.
    client.send(frame(PING, "?"), frame(CONTINUATION, "the middle ", false));
    await client.hears("?");
    expect(opcodesIn(client.received)).toEqual([PONG]);
    client.send(frame(CONTINUATION, "and the end"));
    await client.hears("going away");
    expect(heard).toEqual(["the beginning the middle and the end"]);
    client.send(frame(CLOSE, ""));
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("of a frame that is half received", async ({ expect, onTestFinished }) => {
    const web = await started(onTestFinished);
    const { client, served } = await web.connectRaw();
    const heard = heardBy(served);
    const whole = frame(TEXT, "x".repeat(70_000));
    client.send(whole.subarray(0, 5_000));
    const { stopped } = await everyonesMoment(web);
    expect(opcodesIn(client.received)).toEqual([]);
    client.send(whole.subarray(5_000));
    await client.hears("going away");
    expect(heard).toEqual(["x".repeat(70_000)]);
    client.send(frame(CLOSE, ""));
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("of a ping that is half received", async ({ expect, onTestFinished }) => {
    const web = await started(onTestFinished);
    const { client } = await web.connectRaw();
    const whole = frame(PING, "hello");
    client.send(whole.subarray(0, 8));
    const { stopped } = await everyonesMoment(web);
    client.send(whole.subarray(8));
    await client.hears("going away");
    expect(opcodesIn(client.received)).toEqual([PONG, CLOSE]);
    client.send(frame(CLOSE, ""));
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("of the message under way, where one follows the other without a pause", async ({
    expect,
    onTestFinished,
  }) => {
    const web = await started(onTestFinished);
    const { client, served } = await web.connectRaw();
    const heard = heardBy(served);
    const [one, other] = [frame(TEXT, "one"), frame(TEXT, "other")];
    client.send(one.subarray(0, 7));
    const { stopped } = await everyonesMoment(web);
    client.send(one.subarray(7), other.subarray(0, 7));
    await client.hears("going away");
    client.send(other.subarray(7), frame(CLOSE, ""));
    expect(await client.ending).toBe("end");
    expect(heard).toEqual(["one", "other"]);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });

  it("of both, where a message is half sent and another half received", async ({
    expect,
    onTestFinished,
  }) => {
    const web = await started(onTestFinished);
    const { client, served } = await web.connect();
    const heard = heardBy(served);
    served.send("down ", { fin: false });
    client.socket.send("up ", { fin: false });
    const { stopped } = await everyonesMoment(web);
    const received = once(served, "message");
    client.socket.send("stream");
    await received;
    served.send("and on ", { fin: false });
    served.send("to the sea");
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(client.texts).toEqual(["down and on to the sea"]);
    expect(heard).toEqual(["up stream"]);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });
});

describe.concurrent.for<[string, NonNullable<WebSocketServiceOptions["made"]>]>([
  ["messages are compressed", { perMessageDeflate: { threshold: 0 } }],
  ["each event has a turn of its own", { allowSynchronousEvents: false }],
])("where %s", ([, made]) => {
  it("a close waits as well, in both directions", async ({ expect, onTestFinished }) => {
    const web = await started(onTestFinished, made);
    const [up, down] = [await web.connect("/up"), await web.connect("/down")];
    const heard = heardBy(up.served);
    // Compressing takes a while, and what is not received yet is not waited for.
    await new Promise((sent) => up.client.socket.send("the beginning ", { fin: false }, sent));
    down.served.send("the beginning ", { fin: false });
    const { stopped } = await everyonesMoment(web);
    up.client.socket.send("and the end");
    down.served.send("and the end");
    for (const { client } of [up, down]) expect(await client.closed).toMatchObject({ code: 1001 });
    expect([...heard, ...down.client.texts]).toEqual([
      "the beginning and the end",
      "the beginning and the end",
    ]);
    expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
  });
});
