import { createHash } from "node:crypto";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytesOf } from "../content.ts";
import { type Client, type Kind, reasonOf, repeat, type Target, timeoutMs } from "./client.ts";

const pieceBytes = 50_000;

/** Uploads over TLS in HTTP/1, piece by piece; resolves to what came back. */
async function upload({ host, port }: Target, body: Buffer, pauseMs: number): Promise<string> {
  const options = { host, port, path: "/upload", method: "PUT", agent: false, rejectUnauthorized: false };
  const req = request({ ...options, signal: AbortSignal.timeout(timeoutMs) });
  const answer = new Promise<string>((resolve, reject) => {
    req.on("error", reject);
    req.on("response", (res) => void text(res).then(resolve, reject));
  });
  const write = async (): Promise<void> => {
    for (let start = 0; start < body.length && !req.destroyed; start += pieceBytes) {
      req.write(body.subarray(start, start + pieceBytes));
      await sleep(pauseMs);
    }
    req.end();
  };
  await Promise.all([answer, write()]);
  return answer;
}

async function run(client: Client): Promise<void> {
  const { random, tally } = client;
  await repeat(client, 400, async () => {
    const to = client.target("https");
    const body = randomBytesOf(String(random.next()), random.whole(10_000, 2_000_000));
    const digest = createHash("sha256").update(body).digest("hex");
    tally.sent += 1;
    try {
      const answer = await upload(to, body, random.whole(1, 60));
      if (answer === digest) tally.answered += 1;
      else tally.lose(`another digest: ${answer}`, to.replica);
    } catch (error) {
      tally.lose(reasonOf(error), to.replica);
    }
  });
}

/** Uploads of up to 2 MB that take up to 2.5 s, each on a connection of its own. */
export const uploadKind: Kind = { name: "upload, TLS", clients: 4, run };
