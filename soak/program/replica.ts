// One replica: three servers, WebSockets, event streams and a consumer of a queue, drained by one shutdown. It knows its
// parent by messages only, and exits by a signal only.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import * as http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { gracefulShutdown } from "@lameduck/core";
import { selfSigned } from "../../test/conformance/certificate/self-signed.ts";
import { options } from "../terms.ts";
import { Consumer } from "./consumer.ts";
import { tell } from "./messages.ts";
import { site } from "./site.ts";
import { serveWebSockets } from "./web-sockets.ts";

const shutdown = gracefulShutdown(options);
shutdown.on((event) => {
  if (event.type === "entered") void tell({ say: "entered", phase: event.phase });
});

const answer = site(shutdown);
const answer2 = answer as unknown as (req: http2.Http2ServerRequest, res: http2.Http2ServerResponse) => void;
const http = createServer(answer);
const https = http2.createSecureServer({ ...selfSigned, allowHTTP1: true }, answer2);
const h2c = http2.createServer(answer2);

serveWebSockets(http, shutdown);
shutdown.attach(new Consumer());
shutdown.onClose("a pool", () => new Promise((resolve) => setTimeout(resolve, 50)));

async function listen(server: Pick<Server, "listen" | "address">): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server as Server, "listening");
  return (server.address() as AddressInfo).port;
}

for (const server of [http, https, h2c]) shutdown.attach(server);
const [first, second, third] = await Promise.all(
  [http, https, h2c].map((server) => listen(server as Server)),
);
await tell({ say: "listening", ports: { http: first ?? 0, https: second ?? 0, h2c: third ?? 0 } });
