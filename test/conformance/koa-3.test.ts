import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/koa";
import Koa from "koa";
import { koaApplication } from "./applications/koa.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("Koa 3", gracefulShutdown, (shutdown, pages) =>
  createServer(koaApplication(new Koa(), shutdown, pages)),
);
