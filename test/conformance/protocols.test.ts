import { createServer } from "node:http";
import { createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { gracefulShutdown, type Shutdown } from "@lameduck/core";
import { gracefulShutdown as gracefulKoa, type KoaShutdown } from "@lameduck/koa";
import Koa from "koa";
import Koa2 from "koa2";
import { describe, vi } from "vitest";
import { bareApplication } from "./applications/bare.ts";
import { koaApplication } from "./applications/koa.ts";
import { streamApplication } from "./applications/streams.ts";
import { selfSigned } from "./certificate/self-signed.ts";
import type { Pages } from "./pages.ts";
import { describeLeaving } from "./protocols/leaving.ts";
import { eventsOverHttp1, eventsOverHttp2 } from "./protocols/event-streams.ts";
import { http1, http2 } from "./protocols/over-http.ts";
import type { AnyServer, Subject } from "./service.ts";

const both = { ...selfSigned, allowHTTP1: true };

// Most of a test is waiting for the other end of a socket.
vi.setConfig({ maxConcurrency: 8 });

const bare = (shutdown: Shutdown, pages: Pages): never => bareApplication(shutdown, pages) as never;

const servers: Readonly<Record<string, (shutdown: Shutdown, pages: Pages) => AnyServer>> = {
  "node:http": (shutdown, pages) => createServer(bare(shutdown, pages)),
  "node:https": (shutdown, pages) => createHttpsServer(selfSigned, bare(shutdown, pages)),
  "node:http2 by ALPN": (shutdown, pages) => createSecureServer(both, bare(shutdown, pages)),
  "node:http2 over TLS": (shutdown, pages) => createSecureServer(selfSigned, bare(shutdown, pages)),
  "node:http2 in clear": (shutdown, pages) => createHttp2Server(bare(shutdown, pages)),
  "its stream API over TLS": (shutdown, pages) =>
    streamApplication(createSecureServer(selfSigned), shutdown, pages),
  "its stream API in clear": (shutdown, pages) => streamApplication(createHttp2Server(), shutdown, pages),
};

function onNode(name: keyof typeof servers, environment: Subject["environment"]): Subject {
  return { gracefulShutdown, serve: servers[name] as Subject["serve"], environment };
}

function onKoa(app: () => unknown, environment: Subject["environment"]): Subject {
  return {
    gracefulShutdown: gracefulKoa,
    serve: (shutdown, pages) =>
      createSecureServer(selfSigned, koaApplication(app() as never, shutdown as KoaShutdown, pages) as never),
    environment,
  };
}

const fields: Readonly<Record<string, Subject["environment"]>> = {
  "": {},
  ", without the private fields": { LAMEDUCK_PRIVATE_FIELDS: "off" },
};

for (const [how, environment] of Object.entries(fields)) {
  describe.concurrent(`a server that leaves${how}`, () => {
    // Node keeps no headers for its stream API, so what began before the stop is known by number alone.
    const isNumbered = environment["LAMEDUCK_PRIVATE_FIELDS"] !== "off";
    const streamNamed = isNumbered ? { method: "HTTP/2", url: "stream 1" } : { url: "/streamed/never" };
    const node = (name: keyof typeof servers): Subject => onNode(name, environment);
    describeLeaving(http1("HTTP/1.1", node("node:http")));
    describeLeaving(http1("HTTPS", node("node:https")));
    describeLeaving(http1("HTTP/1.1 beside HTTP/2, chosen by ALPN", node("node:http2 by ALPN")));
    describeLeaving(http2("HTTP/2 beside HTTP/1.1, chosen by ALPN", node("node:http2 by ALPN")));
    describeLeaving(http2("h2, compatibility API", node("node:http2 over TLS")));
    describeLeaving(http2("h2, stream API", node("its stream API over TLS"), streamNamed));
    describeLeaving(http2("h2c, compatibility API", node("node:http2 in clear")));
    describeLeaving(http2("h2c, stream API", node("its stream API in clear"), streamNamed));
    describeLeaving(eventsOverHttp1("event streams over HTTP/1.1", node("node:http")));
    describeLeaving(eventsOverHttp1("event streams over HTTPS", node("node:https")));
    describeLeaving(eventsOverHttp2("event streams over h2", node("node:http2 over TLS")));
    describeLeaving(eventsOverHttp2("event streams over h2c", node("node:http2 in clear")));
    describeLeaving(
      http2(
        "h2, Koa 3",
        onKoa(() => new Koa(), environment),
      ),
    );
    describeLeaving(
      http2(
        "h2, Koa 2",
        onKoa(() => new Koa2(), environment),
      ),
    );
  });
}
