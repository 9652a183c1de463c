import type { Host } from "../host.ts";
import { shadow } from "../shadow.ts";
import type { WebSocket } from "./contract.ts";
import { isInMessage } from "./ws-internals.ts";

/**
 * Calls back between two messages, now or later. A close frame may legally stand between the fragments of a message
 * (RFC 6455 section 5.4), but whoever gets it there may give up the rest.
 */
export function betweenMessages(client: WebSocket, host: Host, then: () => void): void {
  if (!isInMessage(client)) return then();
  const look = (): void => {
    if (isInMessage(client)) return;
    client.off("message", lookNextTurn);
    restore();
    then();
  };
  // `ws` tells of a message before it notes that it is over.
  const lookNextTurn = (): void => host.afterTurn(look);
  client.on("message", lookNextTurn);
  const restore = shadow(client, "send", (send, ...args) => {
    send(...args);
    lookNextTurn();
  });
}
