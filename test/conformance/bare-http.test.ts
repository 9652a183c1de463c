import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/core";
import { bareApplication } from "./applications/bare.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("node:http", gracefulShutdown, (shutdown, pages) =>
  createServer(bareApplication(shutdown, pages)),
);
