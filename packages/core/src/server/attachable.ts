import type { Server as HttpServer } from "node:http";
import type { Http2SecureServer, Http2Server } from "node:http2";
import type { Server as HttpsServer } from "node:https";
import type { Drainable } from "../drainable.ts";
import { expected, expectFunction, expectName } from "../expectations.ts";

/** A server that can be attached. */
export type AttachableServer = HttpServer | HttpsServer | Http2Server | Http2SecureServer;

/** What can be attached: a server of `node:http`, `node:https` or `node:http2`, or a drainable of the application's own. */
export type Attachable = AttachableServer | Drainable;

/** Throws unless `attachable` is one that can be drained, and says what to attach in its place. */
export function expectAttachable(attachable: unknown): void {
  if (isDrainable(attachable)) return expectDrainable(attachable);
  if (!isEmitterWith(attachable, "getConnections")) throw wrong(attachable);
  if (!("headersTimeout" in attachable || "updateSettings" in attachable)) {
    throw wrong(attachable, "A server of node:net or node:tls speaks no HTTP");
  }
}

export function isDrainable(attachable: unknown): attachable is Drainable {
  return typeof attachable === "object" && attachable !== null && "drain" in attachable;
}

export function isHttp2(server: AttachableServer): server is Http2Server | Http2SecureServer {
  return "updateSettings" in server;
}

function expectDrainable(drainable: object): void {
  const { name, drain, discourage, cutOff } = drainable as Readonly<Record<string, unknown>>;
  expectName("name", name);
  expectFunction("drain", drain);
  if (discourage !== undefined) expectFunction("discourage", discourage);
  if (cutOff !== undefined) expectFunction("cutOff", cutOff);
}

function wrong(
  attachable: unknown,
  advice = "Attach what `app.listen(port)` or `http.createServer(app)` returns",
): TypeError {
  const expectation =
    "a server of node:http, node:https or node:http2, or an object with `name` and `drain()`";
  return expected("server", expectation, attachable, advice);
}

function isEmitterWith(value: unknown, method: string): value is object {
  if (typeof value !== "object" || value === null) return false;
  return [method, "on", "off", "emit", "listen", "close"].every(
    (name) => typeof (value as Record<string, unknown>)[name] === "function",
  );
}
