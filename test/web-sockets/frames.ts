import { get } from "../conformance/client/requests.ts";

/** A handshake as text (RFC 6455 section 1.3). */
export function handshake(path = "/chat"): string {
  return get(
    path,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  );
}

export const CONTINUATION = 0;
export const TEXT = 1;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** A frame of a client's, masked with zeros; `isLast` is false for a fragment that others follow. */
export function frame(opcode: number, payload: string | Buffer, isLast = true): Buffer {
  const data = Buffer.from(payload);
  const head = Buffer.from([(isLast ? 0x80 : 0) | opcode]);
  const mask = Buffer.alloc(4);
  return Buffer.concat([head, lengthOf(data), mask, data]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 126) return Buffer.from([0x80 | length]);
  const bytes = length < 65_536 ? Buffer.alloc(3) : Buffer.alloc(9);
  bytes[0] = 0x80 | (length < 65_536 ? 126 : 127);
  bytes.writeUIntBE(length, bytes.length - Math.min(6, bytes.length - 1), Math.min(6, bytes.length - 1));
  return bytes;
}

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** The short frames of a server's behind its handshake; what is not whole is left out. */
export function framesIn(received: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  let at = received.indexOf("\r\n\r\n") + 4;
  while (at + 2 <= received.length) {
    const end = at + 2 + (received[at + 1] ?? 0);
    if (end > received.length) break;
    frames.push({ opcode: (received[at] ?? 0) & 0x0f, payload: received.subarray(at + 2, end) });
    at = end;
  }
  return frames;
}

/** What a close frame says, as it stands in the payload. */
export function closing({ payload }: Frame): { readonly code: number; readonly reason: string } {
  return { code: payload.readUInt16BE(0), reason: payload.toString("utf8", 2) };
}
