/** The same pages in every protocol, each on a server of its own. */
import { createServer } from "node:http";
import { createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { gracefulShutdown } from "@lameduck/core";
import { selfSigned } from "../../conformance/certificate/self-signed.ts";
import { answer } from "./pages.ts";
import { listen, options, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
const listener = answer as never;
const servers = {
  http: createServer(listener),
  https: createHttpsServer(selfSigned, listener),
  h2: createSecureServer({ ...selfSigned, allowHTTP1: true }, listener),
  h2c: createHttp2Server(listener),
};
for (const [name, server] of Object.entries(servers)) listen(shutdown.attach(server) as never, name);
