import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Sequence } from "./sequence.ts";

/** Whoever keeps a connection longer than this after the stop has not been ended by it. */
const goneMs = 10_000;

export type Meeting = "met" | "refused" | "still connected";

/**
 * Does what a sequence says, and tells whether its server took the connection, and has ended it when it was gone. It waits
 * as in a traffic jam, never for a condition.
 */
export async function meet(
  port: number,
  sequence: Sequence,
  serverIsGone: Promise<unknown>,
): Promise<Meeting> {
  await sleep(sequence.comesAfterMs);
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const closed = heard(socket, "close");
  socket.on("error", () => {});
  const isConnected = await Promise.race([
    heard(socket, "connect").then(() => true),
    closed.then(() => false),
  ]);
  if (!isConnected) return "refused";

  const stream = await tongueOf(socket, sequence, closed);
  const ended = Promise.race([closed, heard(stream, "end"), heard(stream, "close")]);
  if (sequence.reads) stream.resume();
  for (const { afterMs, bytes, isBelow } of sequence.writes) {
    if (afterMs > 0) await sleep(afterMs);
    // A connection that the server has ended takes nothing any more.
    if (socket.destroyed) break;
    (isBelow ? socket : stream).write(bytes);
  }
  leave(socket, stream, sequence);
  await serverIsGone;
  stream.resume();
  socket.resume();
  const late = AbortSignal.timeout(goneMs);
  const isOver = await Promise.race([ended.then(() => true), once(late, "abort").then(() => false)]);
  stream.destroy();
  socket.destroy();
  return isOver ? "met" : "still connected";
}

/** The connection, or a TLS connection over it when its handshake has come to an end. */
async function tongueOf(socket: Socket, { offers }: Sequence, closed: Promise<void>): Promise<Socket> {
  if (offers === undefined) return socket;
  const options = { socket, rejectUnauthorized: false, ALPNProtocols: [...offers] };
  const secure: TLSSocket = connectTls(options).on("error", () => {});
  await Promise.race([heard(secure, "secureConnect"), heard(secure, "close"), closed]);
  return secure;
}

/** Resolves at the next event of this name, whatever errors come before it. */
function heard(socket: Socket, event: "connect" | "end" | "close" | "secureConnect"): Promise<void> {
  return new Promise((resolve) => socket.once(event, () => resolve()));
}

function leave(socket: Socket, stream: Socket, { leaves }: Sequence): void {
  switch (leaves) {
    case "by half":
      socket.end();
      break;
    case "cleanly":
      stream.end();
      break;
    case "by a reset":
      socket.resetAndDestroy();
      break;
    case "never":
      break;
    default:
      leaves satisfies never;
  }
}
