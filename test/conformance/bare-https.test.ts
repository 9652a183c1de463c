import { createServer } from "node:https";
import { gracefulShutdown } from "@lameduck/core";
import { bareApplication } from "./applications/bare.ts";
import { selfSigned } from "./certificate/self-signed.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("node:https", gracefulShutdown, (shutdown, pages) =>
  createServer(selfSigned, bareApplication(shutdown, pages)),
);
