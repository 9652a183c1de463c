import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  createSecureServer,
  createServer as createHttp2Server,
  type Http2SecureServer,
  type Http2Server,
} from "node:http2";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { createServer as createNetServer } from "node:net";
import { describe, expectTypeOf, it } from "vitest";
import {
  type Attachable,
  type Drainable,
  gracefulShutdown,
  type InFlight,
  type Outcome,
  type Phase,
  type Shutdown,
  type ShutdownOptions,
} from "../src/index.ts";

declare const shutdown: Shutdown;
declare const req: IncomingMessage;
declare const res: ServerResponse;

describe("gracefulShutdown()", () => {
  it("takes no options, or some", () => {
    expectTypeOf(gracefulShutdown).returns.toEqualTypeOf<Shutdown>();
    expectTypeOf(gracefulShutdown).toBeCallableWith();
    expectTypeOf(gracefulShutdown).toBeCallableWith({});
    expectTypeOf(gracefulShutdown).toBeCallableWith({
      gracePeriodMs: 30_000,
      lameDuck: { minimumMs: 1, quietMs: 1, maximumMs: 1 },
      lingerMs: 0,
      readiness: "while-serving",
      manualReady: true,
      signals: ["SIGTERM", "SIGHUP"],
      exit: false,
      probes: { ready: "/readyz", live: "/livez", ignore: ({ url }) => url === "/metrics" },
      logger: console,
      route: ({ url }) => url,
    });
    expectTypeOf(gracefulShutdown).toBeCallableWith({ lameDuck: false, signals: false, logger: false });
    const names = ["SIGTERM"] as const;
    expectTypeOf(gracefulShutdown).toBeCallableWith({ signals: names });
  });

  it("refuses what is wrong", () => {
    // @ts-expect-error -- a string is no number of milliseconds
    gracefulShutdown({ gracePeriodMs: "30s" });
    // @ts-expect-error -- there is no such option
    gracefulShutdown({ timeout: 30_000 });
    // @ts-expect-error -- true does not say how long
    gracefulShutdown({ lameDuck: true });
    // @ts-expect-error -- there is no such figure
    gracefulShutdown({ lameDuck: { delayMs: 1 } });
    // @ts-expect-error -- there is no such policy
    gracefulShutdown({ readiness: "never" });
    // @ts-expect-error -- there is no such signal
    gracefulShutdown({ signals: ["TERM"] });
    // @ts-expect-error -- one signal is no list of them
    gracefulShutdown({ signals: "SIGTERM" });
    // @ts-expect-error -- a logger has three methods
    gracefulShutdown({ logger: { info: () => {} } });
    // @ts-expect-error -- true is no logger
    gracefulShutdown({ logger: true });
    // @ts-expect-error -- what is ignored is told by a function
    gracefulShutdown({ probes: { ignore: "/metrics" } });
    expectTypeOf(gracefulShutdown).parameter(0).toEqualTypeOf<ShutdownOptions | undefined>();
  });
});

describe("attach()", () => {
  it("returns the very type of the server", () => {
    expectTypeOf(shutdown.attach(createServer())).toEqualTypeOf<Server>();
    expectTypeOf(shutdown.attach(createHttpsServer())).toEqualTypeOf<HttpsServer>();
    class OwnServer extends (createServer as unknown as new () => Server) {
      readonly own = "own";
    }
    expectTypeOf(shutdown.attach({} as OwnServer)).toEqualTypeOf<OwnServer>();
    expectTypeOf(shutdown.attach(createServer().listen(0))).toEqualTypeOf<Server>();
  });

  it("takes servers of HTTP/2, and work of the application's own", () => {
    expectTypeOf(shutdown.attach(createHttp2Server())).toEqualTypeOf<Http2Server>();
    expectTypeOf(shutdown.attach(createSecureServer())).toEqualTypeOf<Http2SecureServer>();
    const consumer = { name: "emails", jobs: 3, drain: async () => {}, cutOff: () => ["job 7"] };
    expectTypeOf(shutdown.attach(consumer).jobs).toEqualTypeOf<number>();
  });

  it("refuses what is neither a server of HTTP nor a drainable", () => {
    // @ts-expect-error -- a drainable has a name
    shutdown.attach({ drain: async () => {} });
    // @ts-expect-error -- a server of net speaks no HTTP
    shutdown.attach(createNetServer());
    // @ts-expect-error -- a listener of requests is no server
    shutdown.attach((_req: IncomingMessage, _res: ServerResponse) => {});
    expectTypeOf<
      Server | HttpsServer | Http2Server | Http2SecureServer | Drainable
    >().toEqualTypeOf<Attachable>();
  });
});

describe("a shutdown", () => {
  it("has phases, conditions and signals that can only be read", () => {
    expectTypeOf(shutdown.phase).toEqualTypeOf<
      "starting" | "ready" | "lame-duck" | "draining" | "closing" | "stopped"
    >();
    expectTypeOf(shutdown.conditions.serving).toEqualTypeOf<boolean>();
    expectTypeOf(shutdown.leaving).toEqualTypeOf<AbortSignal>();
    expectTypeOf(shutdown.abortSignals(req).deadline).toEqualTypeOf<AbortSignal>();
    expectTypeOf(shutdown.inFlight()).toEqualTypeOf<InFlight[]>();
    // @ts-expect-error -- nobody but the shutdown changes its phase
    shutdown.phase = "stopped";
  });

  it("can be used by `await using`", () => {
    expectTypeOf(shutdown).toExtend<AsyncDisposable>();
  });

  it("gives back the promise that it waits for", () => {
    expectTypeOf(shutdown.waitUntil(Promise.resolve(42), "an answer")).toEqualTypeOf<Promise<number>>();
    // @ts-expect-error -- a function is no promise
    void shutdown.waitUntil(() => Promise.resolve(42));
  });

  it("stops with an outcome", () => {
    expectTypeOf(shutdown.stop("deploy")).toEqualTypeOf<Promise<Outcome>>();
    expectTypeOf<Outcome["code"]>().toEqualTypeOf<0 | 1>();
    expectTypeOf<Outcome["phases"][number]["phase"]>().toEqualTypeOf<Phase>();
  });

  it("takes hooks and checks of any result, and probes", () => {
    shutdown.onClose("postgres", async () => 5, { timeoutMs: 5_000 });
    shutdown.check("postgres", () => {}, { timeoutMs: 100, cacheMs: 0 });
    expectTypeOf(shutdown.probe(req, res)).toEqualTypeOf<boolean>();
    // @ts-expect-error -- a hook is a function
    shutdown.onClose("postgres", Promise.resolve());
    // @ts-expect-error -- there is no such option
    shutdown.check("postgres", () => {}, { intervalMs: 100 });
  });

  it("tells events as a union that `type` tells apart", () => {
    const off = shutdown.on((event) => {
      expectTypeOf(event.atMs).toEqualTypeOf<number>();
      switch (event.type) {
        case "admin listens":
          expectTypeOf(event.port).toEqualTypeOf<number>();
          break;
        case "entered":
          expectTypeOf(event.phase).toEqualTypeOf<Phase>();
          break;
        case "stopping":
          expectTypeOf(event.reason).toEqualTypeOf<string>();
          expectTypeOf(event.inFlight).toEqualTypeOf<number>();
          break;
        case "hurried":
          expectTypeOf(event.by).toEqualTypeOf<string>();
          break;
        case "cut off":
          for (const work of event.work) {
            if (work.kind === "request") expectTypeOf(work.url).toEqualTypeOf<string>();
            else if (work.kind === "work") expectTypeOf(work.name).toEqualTypeOf<string>();
            else expectTypeOf(work.from).toEqualTypeOf<string>();
          }
          break;
        case "failed":
          expectTypeOf(event.error).toEqualTypeOf<unknown>();
          break;
        case "noticed":
          expectTypeOf(event.what).toEqualTypeOf<string>();
          break;
        case "stopped":
          expectTypeOf(event.outcome).toEqualTypeOf<Outcome>();
          break;
        default:
          expectTypeOf(event).toBeNever();
      }
      // @ts-expect-error -- not every event has a phase
      expectTypeOf(event.phase);
    });
    expectTypeOf(off).toEqualTypeOf<() => void>();
  });
});
