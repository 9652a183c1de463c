import type { Socket } from "node:net";
import type { WebSocket } from "./contract.ts";

/** What `ws` 8 keeps to itself; where it keeps it elsewhere, a close waits for no message and a client has no address. */
interface PrivateFields {
  readonly _socket?: Socket | null;
  readonly _sender?: { readonly _firstFragment?: boolean };
  readonly _receiver?: { readonly _state?: number; readonly _fragmented?: number };
}

/** The connection below a client. */
export function socketOf(client: WebSocket & PrivateFields): Socket | undefined {
  return client._socket ?? undefined;
}

/** True while a message is half sent or half received. */
export function isInMessage(client: WebSocket & PrivateFields): boolean {
  // In its first state the receiver waits for a frame to begin.
  return (client._receiver?._state ?? 0) !== 0 || isInFragments(client);
}

/** True while a message is sent or received of which further fragments have to come. */
export function isInFragments({ _sender, _receiver }: WebSocket & PrivateFields): boolean {
  return _sender?._firstFragment === false || (_receiver?._fragmented ?? 0) !== 0;
}
