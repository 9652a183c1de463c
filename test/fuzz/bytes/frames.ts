/** The types and flags of RFC 9113 sections 6 and 11.2. */
export const types = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const flags = { endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

export const preface: Buffer = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export interface Frame {
  readonly type: number;
  readonly flags?: number;
  readonly id: number;
  readonly payload: Buffer;
  /** What the frame says of its length, where that is not true. */
  readonly length?: number;
}

export function frame({ type, flags: set = 0, id, payload, length = payload.length }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(set, 4);
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, payload]);
}

/** A block of header fields, each literal and not indexed (RFC 7541 section 6.2.2), named by the static table. */
export function requestHead(method: string, path: string): Buffer {
  const field = (index: number, value: string): Buffer =>
    Buffer.concat([Buffer.of(index, value.length), Buffer.from(value)]);
  return Buffer.concat([
    field(2, method),
    ...(method === "CONNECT" ? [] : [field(6, "https"), field(4, path)]),
    field(1, "strange"),
  ]);
}
