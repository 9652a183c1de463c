import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import { expected } from "../expectations.ts";

/** What can be attached: a server of `node:http` or `node:https`. */
export type Attachable = HttpServer | HttpsServer;

/** Throws unless `server` is one that can be drained, and says what to attach in its place. */
export function expectAttachable(server: unknown): void {
  if (!isEmitterWith(server, "getConnections")) throw wrong(server);
  if ("updateSettings" in server) throw wrong(server, "HTTP/2 is not supported yet");
  if (!("headersTimeout" in server)) throw wrong(server, "A server of node:net or node:tls speaks no HTTP");
}

function wrong(
  server: unknown,
  advice = "Attach what `app.listen(port)` or `http.createServer(app)` returns",
): TypeError {
  return expected("server", "a server of node:http or node:https", server, advice);
}

function isEmitterWith(value: unknown, method: string): value is object {
  if (typeof value !== "object" || value === null) return false;
  return [method, "on", "off", "emit", "listen", "close"].every(
    (name) => typeof (value as Record<string, unknown>)[name] === "function",
  );
}
