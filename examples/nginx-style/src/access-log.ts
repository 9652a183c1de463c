import type { IncomingMessage, ServerResponse } from "node:http";

/** Writes one line to stdout, in nginx's combined format, when the response is over. */
export function logAccess(req: IncomingMessage, res: ServerResponse): void {
  const asked = `${req.method} ${req.url} HTTP/${req.httpVersion}`;
  const client = req.socket.remoteAddress ?? "-";
  const sent = countBody(res);
  res.once("close", () => {
    // 499 is nginx's word for "the client left before we answered".
    const status = res.headersSent ? res.statusCode : 499;
    const referer = req.headers.referer ?? "-";
    const agent = req.headers["user-agent"] ?? "-";
    const line = `${client} - - [${localTime(new Date())}] ${quoted(asked)} ${status} ${sent()}`;
    process.stdout.write(`${line} ${quoted(referer)} ${quoted(agent)}\n`);
  });
}

/** Counts what the application writes, because a truncated body is shorter than its Content-Length. */
function countBody(res: ServerResponse): () => number {
  let bytes = 0;
  const write = res.write.bind(res);
  const end = res.end.bind(res);
  const count = (chunk: unknown): void => {
    if (typeof chunk === "string") bytes += Buffer.byteLength(chunk);
    else if (chunk instanceof Uint8Array) bytes += chunk.byteLength;
  };
  res.write = (...args: unknown[]) => {
    count(args[0]);
    const isRoomLeft: boolean = Reflect.apply(write, res, args);
    return isRoomLeft;
  };
  res.end = (...args: unknown[]) => {
    count(args[0]);
    Reflect.apply(end, res, args);
    return res;
  };
  return () => (res.req.method === "HEAD" ? 0 : bytes);
}

/** What a client sends must not be able to write a line of its own. */
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\\p{Cc}]/gu, (char) => `\\x${hex(char)}`)}"`;
}

function hex(char: string): string {
  return char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** For example `23/Nov/2026:21:58:07 +0100`. */
function localTime(date: Date): string {
  const day = `${twoDigits(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
  const east = -date.getTimezoneOffset();
  const zone = twoDigits(Math.trunc(Math.abs(east) / 60)) + twoDigits(Math.abs(east) % 60);
  return `${day}:${time} ${east < 0 ? "-" : "+"}${zone}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
