import type { Host } from "../host.ts";
import { shadow } from "../shadow.ts";
import type { WebSocket } from "./contract.ts";
import { isInFragments, isInMessage } from "./ws-internals.ts";

/** Each tells that a frame was received to its end. */
const received = ["message", "ping", "pong"] as const;

/**
 * Calls back once between two messages, now or later. A close frame may legally stand between the fragments of a message
 * (RFC 6455 section 5.4), but whoever gets it there may give up the rest.
 */
export function betweenMessages(client: WebSocket, host: Host, then: () => void): void {
  if (!isInMessage(client)) return then();
  let isWaiting = true;
  const unless = (isInTheMiddle: (client: WebSocket) => boolean): void => {
    if (!isWaiting || isInTheMiddle(client)) return;
    isWaiting = false;
    for (const event of received) client.off(event, frameReceived);
    restore();
    then();
  };
  // `ws` tells of a message before it notes that it is over. One who never pauses has begun the next frame by the time we
  // look, and finishes it behind a close, too.
  const frameReceived = (): void => host.afterTurn(() => unless(isInFragments));
  for (const event of received) client.on(event, frameReceived);
  const restore = shadow(client, "send", (send, ...args) => {
    send(...args);
    host.afterTurn(() => unless(isInMessage));
  });
}
