import { createSecureServer } from "node:http2";
import { gracefulShutdown } from "@lameduck/core";
import { bareApplication } from "./applications/bare.ts";
import { selfSigned } from "./certificate/self-signed.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("HTTP/1 beside HTTP/2, chosen by ALPN", gracefulShutdown, (shutdown, pages) =>
  createSecureServer({ ...selfSigned, allowHTTP1: true }, bareApplication(shutdown, pages) as never),
);
