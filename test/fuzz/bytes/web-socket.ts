import type { SeededRandom } from "../../../rehearsal/seeded-random.ts";

const handshake = Buffer.from(
  [
    "GET /chat HTTP/1.1",
    "Host: strange",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "\r\n",
  ].join("\r\n"),
);

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly isMasked: boolean;
  readonly length: number;
  /** How many of its bytes are sent. */
  readonly sent: number;
}

/** A frame of RFC 6455 section 5.2, masked with zeros. */
function frame({ isLast, opcode, isMasked, length, sent }: Frame): Buffer {
  const mask = isMasked ? 0x80 : 0;
  const start = length < 126 ? [mask | length] : [mask | 126, (length >> 8) & 0xff, length & 0xff];
  const masking = isMasked ? [0, 0, 0, 0] : [];
  return Buffer.concat([
    Buffer.from([(isLast ? 0x80 : 0) | opcode, ...start, ...masking]),
    Buffer.alloc(sent, "w"),
  ]);
}

function randomFrame(random: SeededRandom): Buffer {
  const length = random.whole(0, 400);
  return frame({
    isLast: random.next() < 0.7,
    opcode: random.pick([0, 1, 1, 2, 8, 9, 10, 3, 15]) ?? 0,
    isMasked: random.next() < 0.9,
    length,
    sent: random.next() < 0.8 ? length : random.whole(0, length),
  });
}

const message = { isLast: true, opcode: 1, isMasked: true, length: 5, sent: 5 };

/** A valid handshake, and then a message, half a message, silence, random frames, or no frames at all. */
export function webSocket(random: SeededRandom): Buffer {
  const after = random.pick<() => readonly Buffer[]>([
    () => [],
    () => [frame(message)],
    () => [frame({ ...message, isLast: false })],
    () => [frame({ ...message, sent: 2 })],
    () => Array.from({ length: random.whole(1, 6) }, () => randomFrame(random)),
    () => [random.bytes(random.whole(1, 300))],
  ]);
  return Buffer.concat([handshake, ...(after?.() ?? [])]);
}
