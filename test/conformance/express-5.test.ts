import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/express";
import express from "express";
import { expressApplication } from "./applications/express.ts";
import { describeConformance } from "./conformance.ts";

describeConformance("Express 5", gracefulShutdown, (shutdown, pages) =>
  createServer(expressApplication(express(), shutdown, pages)),
);
