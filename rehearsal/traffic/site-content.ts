import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { SeededRandom } from "../seeded-random.ts";
import type { Answer, Question } from "./exchange.ts";

const FOLDER = new URL("../../examples/nginx-style/public/", import.meta.url);
const FILES = { "/": "index.html", "/style.css": "style.css", "/favicon.svg": "favicon.svg" };

/** The site's static pages, as they are on the disk. */
export type Pages = readonly { readonly path: string; readonly body: Buffer }[];

export async function readPages(): Promise<Pages> {
  const read = Object.entries(FILES).map(async ([path, name]) => ({
    path,
    body: await readFile(new URL(name, FOLDER)),
  }));
  return Promise.all(read);
}

/** A page whose body must be the file's, byte for byte. */
export function askForPage(pages: Pages, random: SeededRandom): Question {
  const page = random.pick(pages);
  if (page === undefined) throw new Error("The site has no pages");
  return { method: "GET", path: page.path, isRightBody: ({ body }) => body.equals(page.body) };
}

/** An upload of random bytes, whose length and SHA-256 must come back. */
export function askToUpload(random: SeededRandom): Question {
  const body = random.bytes(random.whole(20, 2_000));
  const expected = { length: body.length, sha256: createHash("sha256").update(body).digest("hex") };
  return {
    method: "POST",
    path: "/upload",
    body,
    isRightBody: (answer) => answer.body.toString() === `${JSON.stringify(expected)}\n`,
  };
}

/** A download of 2 to 4 seconds, whose body must be the one that its Repr-Digest (RFC 9530) was made of. */
export function askToDownload(random: SeededRandom): Question {
  return { method: "GET", path: `/download?seconds=${random.whole(2, 4)}`, isRightBody: hasItsDigest };
}

function hasItsDigest({ headers, body }: Answer): boolean {
  const digest = createHash("sha256").update(body).digest("base64");
  return body.length > 0 && headers["repr-digest"] === `sha-256=:${digest}:`;
}
