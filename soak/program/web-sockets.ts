import type { Server } from "node:http";
import type { Shutdown } from "@lameduck/core";
import { type WebSocket, WebSocketServer } from "ws";

/** Answers each message with itself, after the milliseconds that it begins with. */
export function serveWebSockets(server: Server, shutdown: Shutdown): void {
  const wss = shutdown.webSockets(new WebSocketServer({ server, path: "/chat" }));
  wss.on("connection", (client: WebSocket) => {
    client.on("error", () => {});
    client.on("message", (data: Buffer) => {
      const text = data.toString();
      setTimeout(() => client.send(text), Number.parseInt(text, 10));
    });
  });
}
