import { chooseEndpoint } from "../../rehearsal/endpoints/choose-endpoint.ts";
import type { Endpoint } from "../../rehearsal/endpoints/endpoint.ts";
import type { ProxyTable } from "../../rehearsal/endpoints/proxy-table.ts";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import type { Ports } from "../program/messages.ts";
import type { Tally } from "../tally.ts";
import type { Client, Kind, Target } from "./client.ts";

/** What all clients have in common. */
export interface Town {
  readonly tables: readonly ProxyTable[];
  readonly random: SeededRandom;
  readonly enough: AbortSignal;
  readonly nowMs: () => number;
  readonly portsOf: (replica: string) => Ports | undefined;
}

/** Sends out all clients of a kind, each with the view of one table; resolves when all have come back. */
export async function sendOut(kind: Kind, tally: Tally, town: Town): Promise<void> {
  const clients = Array.from({ length: kind.clients }, (_, n) => kind.run(client(kind, n, tally, town)));
  await Promise.all(clients);
}

function client(
  kind: Kind,
  n: number,
  tally: Tally,
  { tables, random, enough, nowMs, portsOf }: Town,
): Client {
  const own = random.fork(`${kind.name} ${n}`);
  // A stream of its own, so that a connection more does not change what is asked next.
  const choices = own.fork("endpoints");
  const table = tables[own.whole(0, tables.length - 1)];
  const choose = (): Endpoint | undefined => chooseEndpoint(table?.endpointsAt(nowMs()) ?? [], choices);
  const target = (port: keyof Ports): Target => {
    const chosen = choose();
    if (chosen === undefined) throw new Error("There is no replica that could be chosen");
    return { replica: chosen.name, host: chosen.host, port: portsOf(chosen.name)?.[port] ?? 0 };
  };
  return { random: own, tally, enough, choose, target };
}
