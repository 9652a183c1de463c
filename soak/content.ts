import { createHash } from "node:crypto";

/** As many bytes as asked for, the same for the same seed: both ends of a transfer can make them. */
export function randomBytesOf(seed: string, length: number): Buffer {
  return createHash("shake256", { outputLength: length }).update(seed).digest();
}

/** In base64, as Repr-Digest has it (RFC 9530). */
export function sha256(body: Buffer): string {
  return createHash("sha256").update(body).digest("base64");
}
