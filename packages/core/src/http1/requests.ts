import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Host } from "../host.ts";
import { shadowEmit } from "../shadow.ts";
import type { Exchanges } from "./exchanges.ts";

/** A listener of our own could not do this: the mere presence of one for `upgrade` changes what Node does. */
const requestEvents = new Set<string | symbol>(["request", "checkContinue", "checkExpectation"]);
const upgradeEvents = new Set<string | symbol>(["upgrade", "connect"]);

/** Notes every request for `exchanges` before the application sees it; returns the function that ends this. */
export function noteRequests(
  server: Server,
  exchanges: Exchanges,
  deliver: (req: IncomingMessage, pass: () => boolean) => boolean,
  onUpgrade: (req: IncomingMessage) => void,
): () => void {
  return shadowEmit(server, (event, args, pass) => {
    if (!requestEvents.has(event) && !upgradeEvents.has(event)) return pass();
    const [req, res] = args as readonly [IncomingMessage, ServerResponse];
    // A server that speaks HTTP/2, too, has events of the same names for its streams.
    if (req.httpVersionMajor !== 1) return pass();
    if (upgradeEvents.has(event) && server.listenerCount(event) > 0) {
      exchanges.connectionOf(req.socket).isUpgraded = true;
      onUpgrade(req);
    }
    // A listener for `checkContinue` emits the same request again, as `request`.
    if (!requestEvents.has(event) || exchanges.has(res)) return pass();
    const exchange = exchanges.begin(req, res);
    return exchange === undefined || deliver(req, pass);
  });
}

/**
 * Hands a request to the application a turn later, when the parser has seen what came behind it in the same packet:
 * only then is it known which of several pipelined requests is the last, and may announce the close.
 */
export function deliverNextTurn(host: Host, req: IncomingMessage, pass: () => boolean): true {
  host.afterTurn(() => {
    if (!req.socket.destroyed) pass();
  });
  return true;
}
