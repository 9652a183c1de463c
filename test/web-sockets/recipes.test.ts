import { once } from "node:events";
import { createClient } from "graphql-ws";
import { io } from "socket.io-client";
import { describe, it } from "vitest";
import { WebSocket } from "ws";
import { WebSocketClient } from "./client.ts";
import { recipes, recipeWith, Replacement } from "./recipe.ts";

/** Of the 10 s there are elsewhere than in Kubernetes, the deadline comes after 9.3 s and the last close after 4.9 s. */
const promptlySeconds = 7.5;

/** Asks over a connection of its own, and tells which process has answered. */
async function ask(client: WebSocketClient, question: string): Promise<number> {
  const asked = once(client.socket, "message");
  client.socket.send(question);
  const [answer] = (await asked) as [Buffer];
  return Number(answer.toString().split(" ")[0]);
}

describe.concurrent("a client of a recipe in docs/web-sockets.md goes on with another server", () => {
  it.for([
    ["new WebSocketServer({ server });", "/", 1001],
    ["{ noServer: true }", "/chat", 1001],
    ["{ noServer: true }", "/prices", 1012],
  ] as const)("ws (%s, %s)", async ([words, path, code], { expect, onTestFinished }) => {
    const replacement = await Replacement.start(recipeWith(words), onTestFinished);
    const url = `ws://127.0.0.1:${replacement.port}${path}`;
    const client = await WebSocketClient.open(url);
    await replacement.begin();
    expect(await ask(client, "before the close")).toBe(replacement.one.pid);
    await replacement.isOver();
    expect(await client.closed).toMatchObject({ code });
    const next = await WebSocketClient.open(url);
    onTestFinished(() => next.socket.terminate());
    expect(await ask(next, "afterwards")).toBe(replacement.other.pid);
    const { seconds, ...ended } = await replacement.ended();
    expect(ended).toEqual({ code: 0, cutOff: 0 });
    expect(seconds).toBeLessThan(promptlySeconds);
  });

  it.for([
    ["over WebSocket", ["websocket"]],
    ["by polling", ["polling"]],
    ["by polling, then over WebSocket", ["polling", "websocket"]],
  ] as const)("socket.io %s", async ([, transports], { expect, onTestFinished }) => {
    const replacement = await Replacement.start(recipeWith("socket.io"), onTestFinished);
    const socket = io(`http://127.0.0.1:${replacement.port}`, {
      transports: [...transports],
      forceNew: true,
    });
    onTestFinished(() => void socket.disconnect());
    await new Promise<void>((resolve) => socket.once("connect", resolve));
    const isToUpgrade = transports[0] === "polling" && transports.length > 1;
    if (isToUpgrade && socket.io.engine.transport.name === "polling") {
      await new Promise((resolve) => socket.io.engine.once("upgrade", resolve));
    }
    expect(await socket.emitWithAck("who are you?")).toBe(replacement.one.pid);
    const connectedAgain = new Promise<void>((resolve) => socket.once("connect", resolve));
    const reason = new Promise<string>((resolve) => socket.once("disconnect", resolve));
    await replacement.begin();
    await replacement.isOver();
    expect(await reason).toBe("transport close");
    await connectedAgain;
    expect(await socket.emitWithAck("who are you?")).toBe(replacement.other.pid);
    const { seconds, ...ended } = await replacement.ended();
    expect(ended).toEqual({ code: 0, cutOff: 0 });
    expect(seconds).toBeLessThan(promptlySeconds);
  });

  it("graphql-ws, in the middle of a subscription", async ({ expect, onTestFinished }) => {
    const replacement = await Replacement.start(recipeWith("graphql-ws"), onTestFinished);
    const url = `ws://127.0.0.1:${replacement.port}/graphql`;
    const client = createClient({ url, webSocketImpl: WebSocket });
    onTestFinished(() => client.dispose());
    const codes: number[] = [];
    client.on("closed", (event) => codes.push((event as { readonly code: number }).code));
    const pids: unknown[] = [];
    for await (const { data, errors } of client.iterate({ query: "subscription { pid }" })) {
      expect(errors).toBeUndefined();
      if (pids.length === 0) void replacement.begin().then(() => replacement.isOver());
      pids.push(data?.["pid"]);
      if (pids.at(-1) === replacement.other.pid) break;
    }
    expect(new Set(pids)).toEqual(new Set([replacement.one.pid, replacement.other.pid]));
    expect(codes).toEqual([1001]);
    const { seconds, ...ended } = await replacement.ended();
    expect(ended).toEqual({ code: 0, cutOff: 0 });
    expect(seconds).toBeLessThan(promptlySeconds);
  });

  it("and there is no other recipe", ({ expect }) => {
    expect(recipes).toHaveLength(4);
  });
});
