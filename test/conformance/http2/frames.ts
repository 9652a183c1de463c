/** The frames of HTTP/2 that a test looks at (RFC 9113 section 6). */
export const frameTypes = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;

export const NO_ERROR = 0;
export const INTERNAL_ERROR = 2;

export const endStream = 0x1;
export const acknowledged = 0x1;
const endHeaders = 0x4;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const headLength = 9;

export function encodeFrame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Takes whole frames from the beginning of `bytes`, and gives what is left. */
export function decodeFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly rest: Buffer } {
  const frames: Frame[] = [];
  let at = 0;
  while (bytes.length - at >= headLength) {
    const end = at + headLength + bytes.readUIntBE(at, 3);
    if (bytes.length < end) break;
    frames.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + headLength, end),
    });
    at = end;
  }
  return { frames, rest: bytes.subarray(at) };
}

/** A HEADERS frame whose fields are written out in full: no table, no Huffman code (RFC 7541 section 6.2.2). */
export function encodeRequest(
  stream: number,
  fields: Readonly<Record<string, string>>,
  hasBody: boolean,
): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const block = Object.entries(fields).flatMap(([name, value]) => [
    Buffer.from([0]),
    text(name),
    text(value),
  ]);
  return encodeFrame(
    frameTypes.HEADERS,
    endHeaders | (hasBody ? 0 : endStream),
    stream,
    Buffer.concat(block),
  );
}

/** The status of a response, as far as it is one of the static table (RFC 7541 appendix A): enough to tell them apart. */
export function statusOf({ payload }: Frame): number | undefined {
  return [200, 204, 206, 304, 400, 404, 500][payload.readUInt8(0) - 0x88];
}
