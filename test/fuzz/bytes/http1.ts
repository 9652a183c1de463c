import type { SeededRandom } from "../../../rehearsal/seeded-random.ts";
import { webSocket } from "./web-socket.ts";

export const paths = [
  "/text",
  "/big",
  "/echo",
  "/digest",
  "/slow",
  "/never",
  "/until-the-deadline",
  "/events",
  "/livez",
  "/readyz?verbose",
  "/nowhere",
] as const;

type Generator = (random: SeededRandom) => Buffer;

const host = "Host: strange";

function head(line: string, ...fields: readonly string[]): string {
  return `${[line, ...fields].join("\r\n")}\r\n\r\n`;
}

function get(random: SeededRandom): string {
  const method = random.pick(["GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE"]);
  return head(`${method} ${random.pick(paths)} HTTP/1.1`, host);
}

function post(random: SeededRandom): string {
  const body = "x".repeat(random.whole(0, 2_000));
  return `${head(`POST ${random.pick(paths)} HTTP/1.1`, host, `Content-Length: ${body.length}`)}${body}`;
}

function chunked(random: SeededRandom): string {
  const chunks = Array.from({ length: random.whole(0, 5) }, () => "y".repeat(random.whole(1, 300)));
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  const fields = [host, "Transfer-Encoding: chunked"];
  return `${head(`POST ${random.pick(paths)} HTTP/1.1`, ...fields)}${body}0\r\n\r\n`;
}

const badLengths = ["-1", "+5", "0x10", "99999999999999999999", "5, 6", "five", "", "5\r\nContent-Length: 7"];
const badChunks = [
  "zz\r\nxx\r\n",
  "5\r\nxxxxxxx\r\n",
  "ffffffffffffffffff\r\n",
  "5;a=b\r\nx",
  "\r\n\r\n",
  "-1\r\n",
];
const badLines = [
  "GET",
  "GET /text",
  "GET /text HTTP/0.9",
  "GET /text HTTP/2.0",
  "get /text HTTP/1.1",
  "GE\0T /text HTTP/1.1",
  "GET  /text  HTTP/1.1",
  "PRI * HTTP/2.0",
  "GET http://elsewhere/text HTTP/1.1",
  "GET /\u00e9\u{1f9a6} HTTP/1.1",
];
const badFields = [
  "Host",
  "Host : x",
  " Host: folded",
  ": nothing",
  "X\0: nul",
  "X: nul\0",
  "X: a\nY: b",
  "É: x",
];

const generators: readonly Generator[] = [
  (random) => Buffer.from(get(random)),
  (random) => Buffer.from(post(random)),
  (random) => Buffer.from(chunked(random)),
  (random) => Buffer.from(Array.from({ length: random.whole(2, 6) }, () => get(random)).join("")),
  (random) => Buffer.from(`${get(random)}${post(random)}${chunked(random)}${get(random)}`),
  (random) => {
    const length = `Content-Length: ${random.pick(badLengths)}`;
    const coding = random.pick(["X: y", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, identity"]);
    return Buffer.from(`${head("POST /digest HTTP/1.1", host, length, coding ?? "")}body`);
  },
  (random) =>
    Buffer.from(
      `${head("POST /digest HTTP/1.1", host, "Transfer-Encoding: chunked")}${random.pick(badChunks)}`,
    ),
  (random) => Buffer.from(head(random.pick(badLines) ?? "", host)),
  (random) => Buffer.from(head("GET /text HTTP/1.1", host, random.pick(badFields) ?? "")),
  (random) => Buffer.from(head("GET /text HTTP/1.1", host, `X: ${"z".repeat(random.whole(10_000, 80_000))}`)),
  (random) =>
    Buffer.from(
      head("GET /text HTTP/1.1", host, ...Array.from({ length: random.whole(50, 3_000) }, () => "A: b")),
    ),
  (random) =>
    Buffer.from(
      head(`POST ${random.pick(paths)} HTTP/1.1`, host, "Expect: 100-continue", "Content-Length: 9"),
    ),
  () => Buffer.from(head("POST /digest HTTP/1.1", host, "Expect: the unexpected", "Content-Length: 9")),
  () => Buffer.from(head("POST /digest HTTP/1.1", host, "Content-Length: 1000000")),
  () => Buffer.from("GET /text HTTP/1.1\r\nHost: half"),
  (random) =>
    Buffer.concat([
      Buffer.from(head("CONNECT elsewhere:443 HTTP/1.1", host)),
      random.bytes(random.whole(0, 500)),
    ]),
  (random) =>
    Buffer.concat([
      Buffer.from(head("GET /text HTTP/1.1", host, "Connection: Upgrade", "Upgrade: anything")),
      random.bytes(random.whole(0, 100)),
    ]),
  webSocket,
  webSocket,
];

/** A request of HTTP/1 or several, valid or not. */
export function http1(random: SeededRandom): Buffer {
  return random.pick(generators)?.(random) ?? Buffer.alloc(0);
}
