import { setTimeout as sleep } from "node:timers/promises";
import { chooseEndpoint } from "../endpoints/choose-endpoint.ts";
import type { ProxyTable } from "../endpoints/proxy-table.ts";
import type { SeededRandom } from "../seeded-random.ts";
import { ask } from "./ask.ts";
import type { Exchange } from "./exchange.ts";
import type { Kind } from "./kinds.ts";
import { ServiceAgent } from "./service-agent.ts";
import type { Pages } from "./site-content.ts";

/** No run can ask more than this, whatever else goes wrong. */
const MAXIMUM_REQUESTS = 30_000;

/** What the clients need, and who hears of their requests. */
export interface TrafficPlan {
  readonly kinds: readonly Kind[];
  readonly pages: Pages;
  readonly tables: readonly ProxyTable[];
  readonly random: SeededRandom;
  readonly nowMs: () => number;
  asked(kind: Kind): void;
  ended(kind: Kind, exchange: Exchange): void;
}

/** Clients that ask, think and ask again, each with the view of one proxy table, until they are told to stop. */
export class Traffic {
  readonly #plan: TrafficPlan;
  readonly #ending = { long: new AbortController(), all: new AbortController() };
  readonly #agents: ServiceAgent[] = [];
  readonly #clients: Promise<void>[] = [];
  #left = MAXIMUM_REQUESTS;

  constructor(plan: TrafficPlan) {
    this.#plan = plan;
  }

  begin(): void {
    for (const kind of this.#plan.kinds) {
      for (let index = 0; index < kind.clients; index += 1) this.#clients.push(this.#client(kind, index));
    }
  }

  /** Long requests are no longer begun; those in flight are finished. */
  beginNoLongRequests(): void {
    this.#ending.long.abort();
  }

  /** No request is begun any more; fulfils when those in flight have ended. */
  async end(): Promise<void> {
    this.#ending.long.abort();
    this.#ending.all.abort();
    await Promise.all(this.#clients);
  }

  /** Gives everything up at once. */
  abort(): void {
    this.#ending.long.abort();
    this.#ending.all.abort();
    for (const agent of this.#agents) agent.destroy();
  }

  async #client(kind: Kind, index: number): Promise<void> {
    const { tables, pages, random: seeded, nowMs } = this.#plan;
    const random = seeded.fork(`${kind.name} ${index}`);
    // A stream of its own, so that a connection more does not change what is asked next.
    const choices = random.fork("endpoints");
    const table = tables[index % tables.length];
    const agent = new ServiceAgent(kind.keepAlive, () => {
      return chooseEndpoint(table?.endpointsAt(nowMs()) ?? [], choices);
    });
    this.#agents.push(agent);
    const ending = kind.isLong ? this.#ending.long.signal : this.#ending.all.signal;

    await pause(random.next() * kind.thinkMs(random), ending);
    while (!ending.aborted && this.#left > 0) {
      this.#left -= 1;
      this.#plan.asked(kind);
      this.#plan.ended(kind, await ask(agent, kind.ask(random, pages)));
      await pause(kind.thinkMs(random), ending);
    }
    agent.destroy();
  }
}

async function pause(ms: number, cut: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: cut }).catch(() => undefined);
}
