/** A response as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Every header line as it was written, in its order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** The values of all lines of one header. */
export function valuesOf({ headers }: Answer, name: string): readonly string[] {
  return headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** What an answer says of its connection, from every Connection and Keep-Alive line that it has. */
export function connectionLines(answer: Answer): readonly string[] {
  const lines = answer.headers.filter(([name]) => /^(connection|keep-alive)$/i.test(name));
  return lines.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
}

export function textOf({ body }: Answer): string {
  return body.toString();
}

/** How an answer was delimited: a response to HEAD has the headers of a body, and none. */
export interface Reading {
  readonly method: string;
  readonly hasEnded: boolean;
}

/** An answer and how many bytes it took, or how many bytes there must be before it is worth looking again. */
export type Parsed =
  | { readonly answer: Answer; readonly length: number }
  | { readonly answer: undefined; readonly needs: number };

/** Reads one answer from the beginning of `bytes`. */
export function parseAnswer(bytes: Buffer, reading: Reading): Parsed {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd === -1) return more(bytes);
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})( |$)/.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`This is no status line: ${JSON.stringify(statusLine)}`);
  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const start = headEnd + 4;
  const whole = (body: Buffer, end: number): Parsed => ({ answer: { status, headers, body }, length: end });

  const value = (name: string): string | undefined =>
    headers.find(([other]) => other.toLowerCase() === name)?.[1];
  if (reading.method === "HEAD" || status < 200 || status === 204 || status === 304) {
    return whole(Buffer.alloc(0), start);
  }
  if (value("transfer-encoding") === "chunked") {
    const chunks = parseChunks(bytes, start);
    return chunks === undefined ? more(bytes) : whole(chunks.body, chunks.end);
  }
  const contentLength = value("content-length");
  if (contentLength !== undefined) {
    const end = start + Number(contentLength);
    return bytes.length < end ? { answer: undefined, needs: end } : whole(bytes.subarray(start, end), end);
  }
  return reading.hasEnded ? whole(bytes.subarray(start), bytes.length) : more(bytes);
}

const more = (bytes: Buffer): Parsed => ({ answer: undefined, needs: bytes.length + 1 });

function parseChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
