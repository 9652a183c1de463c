import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/express";
import express from "express4";
import { expressApplication } from "./applications/express.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("Express 4", gracefulShutdown, (shutdown, pages) =>
  createServer(expressApplication(express(), shutdown, pages)),
);
