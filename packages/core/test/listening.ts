import type { Server } from "node:http";

/** A server that listens, as far as anybody can see. */
export function listening(server: Server): Server {
  Object.defineProperty(server, "listening", { value: true });
  server.emit("listening");
  return server;
}
