import { readFileSync } from "node:fs";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/** A certificate for localhost that is valid for a hundred years and trusted by nobody; its key is no secret. */
export const selfSigned: { readonly key: string; readonly cert: string } = {
  key: read("test-fixture.key.pem"),
  cert: read("test-fixture.cert.pem"),
};
