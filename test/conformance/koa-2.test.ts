import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/koa";
import Koa from "koa2";
import { koaApplication } from "./applications/koa.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("Koa 2", gracefulShutdown, (shutdown, pages) =>
  createServer(koaApplication(new Koa(), shutdown, pages)),
);
