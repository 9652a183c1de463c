import { expected, expectKeys } from "../expectations.ts";
import type { WebSocketOptions } from "./contract.ts";

export const WEB_SOCKET_DEFAULTS: Required<WebSocketOptions> = Object.freeze({
  code: 1001,
  reason: "the server is going away",
});

/** A control frame's payload is at most 125 bytes, two of them the code (RFC 6455 section 5.5). */
const longestReason = 123;

/** Throws unless `wss` is a server of the `ws` package whose clients can be told, and the options are as they should be. */
export function validateWebSockets(wss: unknown, options: WebSocketOptions): void {
  const { handleUpgrade, on, clients, options: made } = (wss ?? {}) as Record<string, unknown>;
  const expectation = "a WebSocketServer of the ws package, version 8";
  if (typeof handleUpgrade !== "function" || typeof on !== "function") {
    throw expected("wss", expectation, wss);
  }
  if (!(Symbol.iterator in Object(clients ?? []))) {
    throw expected("wss", expectation, wss, "Of socket.io register `io.engine.ws`, once its server listens");
  }
  const { port } = (made ?? {}) as { readonly port?: unknown };
  if (port !== undefined && port !== null) {
    throw expected(
      "wss",
      "a WebSocketServer made with `server` or `noServer`",
      wss,
      "The server that it makes for its `port` cannot be attached: make one with `http.createServer()`, attach it, and give it as `server`",
    );
  }
  expectKeys("options", options, ["code", "reason"]);
  const { code, reason } = options;
  if (code !== undefined && !isCloseCode(code)) {
    throw expected("code", "1001, 1012, or a number from 3000 to 4999", code);
  }
  if (reason === undefined) return;
  if (typeof reason !== "string") throw expected("reason", "a string", reason);
  if (Buffer.byteLength(reason) > longestReason) {
    throw expected("reason", `at most ${longestReason} bytes of UTF-8`, reason);
  }
}

/** Going away, service restart, or one of the ranges for libraries and applications (RFC 6455 section 7.4). */
function isCloseCode(code: unknown): boolean {
  if (code === 1001 || code === 1012) return true;
  return typeof code === "number" && Number.isInteger(code) && code >= 3_000 && code <= 4_999;
}
