import { createHash } from "node:crypto";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import { request as requestHttps } from "node:https";
import { buffer } from "node:stream/consumers";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import { type Kind, text } from "./kinds.ts";

/** An ordinary request: it has begun when its answer has, and is over when that has come whole or not. */
export interface Asked {
  readonly begun: Promise<unknown>;
  /** Whatever is wrong with the answer, or nothing. */
  readonly wrong: Promise<string | undefined>;
}

interface Question {
  readonly path: string;
  readonly body: Buffer;
  readonly isRight: (answer: Buffer) => boolean;
}

function upload(random: SeededRandom): Question {
  const body = random.bytes(random.whole(1, 5_000));
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { path: "/digest", body, isRight: (answer) => answer.toString() === sha256 };
}

const none = Buffer.alloc(0);
const page: Question = { path: "/text", body: none, isRight: (answer) => answer.toString() === text };
const download: Question = { path: "/big", body: none, isRight: ({ length }) => length === 600_000 };
const slow: Question = { path: "/slow", body: none, isRight: (answer) => answer.toString() === text + text };

/** Asks a server for a page, an upload's digest and a download, one after the other, each on a connection of its own. */
export async function askInPeace(kind: Kind, port: number, random: SeededRandom): Promise<string[]> {
  const wrong: string[] = [];
  for (const question of [page, upload(random), download]) {
    const complained = await ask(kind, port, question, random).wrong;
    if (complained !== undefined) wrong.push(complained);
  }
  return wrong;
}

/** Asks for an answer that takes its time: long enough for a stop to begin in the middle of it. */
export function askSlowly(kind: Kind, port: number, random: SeededRandom): Asked {
  return ask(kind, port, slow, random);
}

function ask(kind: Kind, port: number, question: Question, random: SeededRandom): Asked {
  const isHttp2 = kind === "h2c" || kind === "h2" || (kind === "alpn" && random.next() < 0.5);
  const isTls = kind !== "http1" && kind !== "h2c";
  return (isHttp2 ? askHttp2 : askHttp1)(port, question, isTls);
}

function askHttp1(port: number, { path, body, isRight }: Question, isTls: boolean): Asked {
  const method = body.length > 0 ? "POST" : "GET";
  const options = { port, host: "127.0.0.1", path, method, agent: false, rejectUnauthorized: false };
  const req = isTls ? requestHttps(options) : requestHttp(options);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    req.on("response", resolve).on("error", reject);
  });
  req.end(body);
  const whole = async (): Promise<boolean> => isRight(await buffer(await response));
  return { begun: response.catch(() => {}), wrong: complaint(path, whole()) };
}

function askHttp2(port: number, { path, body, isRight }: Question, isTls: boolean): Asked {
  const session = connect(`${isTls ? "https" : "http"}://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on("error", () => {});
  const hasBody = body.length > 0;
  const headers = { ":path": path, ":method": hasBody ? "POST" : "GET" };
  const stream = session.request(headers, { endStream: !hasBody });
  const begun = new Promise<void>((resolve) => {
    stream.once("response", () => resolve()).once("close", () => resolve());
  });
  if (hasBody) stream.end(body);
  const whole = async (): Promise<boolean> => isRight(await buffer(stream));
  return { begun, wrong: ended(session, complaint(path, whole())) };
}

async function ended<T>(session: ClientHttp2Session, over: Promise<T>): Promise<T> {
  try {
    return await over;
  } finally {
    session.destroy();
  }
}

async function complaint(path: string, whole: Promise<boolean>): Promise<string | undefined> {
  try {
    return (await whole) ? undefined : `${path}: another answer`;
  } catch (error) {
    return `${path}: ${String(error)}`;
  }
}
