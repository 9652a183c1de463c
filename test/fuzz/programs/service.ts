import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type AttachableServer, gracefulShutdown, type Shutdown, type ShutdownOptions } from "@lameduck/core";
import type { Kind } from "../kinds.ts";
import type { Listening, Stopped } from "./messages.ts";
import { serverOf } from "./servers.ts";
import { traces } from "./traces.ts";

/** How often the event loop's delay is looked at, in milliseconds: what it adds by itself. */
const resolutionMs = 10;

/** One server and its shutdown. */
export class Service {
  readonly server: AttachableServer;
  readonly shutdown: Shutdown;
  readonly #id: number;
  readonly #before: object;

  constructor(id: number, kind: Kind, options: ShutdownOptions) {
    this.#id = id;
    this.shutdown = gracefulShutdown(options);
    this.server = serverOf(kind, this.shutdown, id % 2 === 0);
    this.#before = traces(this.server);
    this.shutdown.attach(this.server);
    this.shutdown.onClose("nothing", () => {});
  }

  async listen(): Promise<Listening> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return { id: this.#id, port: (this.server.address() as AddressInfo).port };
  }

  async stop(): Promise<Stopped> {
    const delay = monitorEventLoopDelay({ resolution: resolutionMs });
    delay.enable();
    const outcome = await this.shutdown.stop();
    delay.disable();
    // The last connections are destroyed a batch a turn, and gone in the next turns.
    for (let turn = 0; turn < 200 && (await connections(this.server as Server)) > 0; turn += 1)
      await nextTurn();
    return {
      id: this.#id,
      outcome: {
        ...outcome,
        failed: outcome.failed.map(({ name, error }) => ({ name, error: String(error) })),
      },
      longestTurnMs: Math.max(0, delay.max / 1e6 - resolutionMs),
      connections: await connections(this.server as Server),
      before: this.#before,
      after: traces(this.server),
    };
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
