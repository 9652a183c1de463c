import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { gracefulShutdown } from "@lameduck/core";
import { bareApplication } from "../conformance/applications/bare.ts";
import { selfSigned } from "../conformance/certificate/self-signed.ts";
import type { Subject } from "../conformance/service.ts";

export const overHttp: Subject = {
  gracefulShutdown,
  serve: (shutdown, pages) => createServer(bareApplication(shutdown, pages)),
  environment: {},
};

export const overHttps: Subject = {
  ...overHttp,
  serve: (shutdown, pages) => createHttpsServer(selfSigned, bareApplication(shutdown, pages)),
};

/** WebSockets come over the HTTP/1 side of a server that speaks HTTP/2, too. */
export const byAlpn: Subject = {
  ...overHttp,
  serve: (shutdown, pages) =>
    createSecureServer({ ...selfSigned, allowHTTP1: true }, bareApplication(shutdown, pages) as never),
};

export const withoutPrivateFields = (subject: Subject): Subject => ({
  ...subject,
  environment: { ...subject.environment, LAMEDUCK_PRIVATE_FIELDS: "off" },
});
