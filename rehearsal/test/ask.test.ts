import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { ask } from "../traffic/ask.ts";
import { ServiceAgent } from "../traffic/service-agent.ts";
import { evidence, howLost } from "../verdict/how-lost.ts";

const CONDITIONS = { ready: true, serving: true, terminating: false };
const QUESTION = {
  method: "GET",
  path: "/",
  isRightBody: ({ body }: { body: Buffer }) => body.toString() === "hello",
} as const;

/** Asks a server that does this with each request, and tells how the request was lost and what the client saw. */
async function askOneThat(answers: (socket: Socket) => void): Promise<[string | undefined, string]> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => answers(socket));
  }).listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  const agent = new ServiceAgent(true, () => ({
    name: "a",
    host: "127.0.0.1",
    port,
    conditions: CONDITIONS,
  }));
  const exchange = await ask(agent, QUESTION);
  agent.destroy();
  server.close();
  return [howLost(exchange), evidence(exchange)];
}

const head = (status: number, length: number, more = ""): string =>
  `HTTP/1.1 ${status} Said\r\ncontent-length: ${length}\r\n${more}\r\n`;

describe("ask", () => {
  it("takes a whole answer, also on a connection that ends with it", async () => {
    const whole = [undefined, "GET /, new connection"];
    await expect(askOneThat((socket) => socket.write(`${head(200, 5)}hello`))).resolves.toStrictEqual(whole);
    const last = `${head(200, 5, "connection: close\r\n")}hello`;
    await expect(askOneThat((socket) => socket.end(last))).resolves.toStrictEqual(whole);
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ["wrong body", "", (socket) => socket.write(`${head(200, 5)}jello`)],
    ["answered 503", "", (socket) => socket.write(head(503, 0))],
    ["truncated", ", ECONNRESET after 5 bytes of the body", (socket) => socket.end(`${head(200, 50)}hello`)],
    ["reset", ", ECONNRESET", (socket) => socket.end()],
    ["reset", ", ECONNRESET", (socket) => socket.resetAndDestroy()],
    ["reset", ", HPE_INVALID_CONSTANT", (socket) => socket.write("what?\r\n\r\n")],
  ])("calls it %s%s", async (how, seen, answers) => {
    await expect(askOneThat(answers)).resolves.toStrictEqual([how, `GET /, new connection${seen}`]);
  });

  it("is refused where nobody listens, and where there is no endpoint", async () => {
    const nobody = new ServiceAgent(false, () => ({
      name: "a",
      host: "127.0.0.1",
      port: 1,
      conditions: CONDITIONS,
    }));
    expect(howLost(await ask(nobody, QUESTION))).toBe("refused");
    const nowhere = new ServiceAgent(false, () => undefined);
    const exchange = await ask(nowhere, QUESTION);
    expect([howLost(exchange), exchange.endpoint]).toStrictEqual(["refused", undefined]);
  });

  it("counts the requests of a connection, and asks on a new one when the old one was closed", async () => {
    let isLast = false;
    const server = createServer((socket) => {
      socket.on("data", () => {
        if (isLast) socket.end(`${head(200, 5, "connection: close\r\n")}hello`);
        else socket.write(`${head(200, 5)}hello`);
      });
    }).listen({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
    const address = server.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    let connections = 0;
    const agent = new ServiceAgent(true, () => {
      connections += 1;
      return { name: `choice ${connections}`, host: "127.0.0.1", port, conditions: CONDITIONS };
    });
    const seen: [string | undefined, number][] = [];
    for (const last of [false, true, false]) {
      isLast = last;
      const { endpoint, nthOfConnection } = await ask(agent, QUESTION);
      seen.push([endpoint, nthOfConnection]);
    }
    agent.destroy();
    server.close();
    expect(seen).toStrictEqual([
      ["choice 1", 1],
      ["choice 1", 2],
      ["choice 2", 1],
    ]);
  });
});
