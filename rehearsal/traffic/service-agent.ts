import { Agent } from "node:http";
import type { ClientRequestArgs } from "node:http";
import { connect, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Endpoint } from "../endpoints/endpoint.ts";

/** One client's connections to the service, one at a time; the endpoint is chosen when a connection is made. */
export class ServiceAgent extends Agent {
  readonly #choose: () => Endpoint | undefined;
  #endpoint: Endpoint | undefined;
  #requestsOfConnection = 0;

  constructor(keepAlive: boolean, choose: () => Endpoint | undefined) {
    super({ keepAlive, maxSockets: 1 });
    this.#choose = choose;
  }

  /** The endpoint of the newest connection. */
  get endpoint(): string | undefined {
    return this.#endpoint?.name;
  }

  /** Counts a request on the newest connection. */
  countRequest(): number {
    this.#requestsOfConnection += 1;
    return this.#requestsOfConnection;
  }

  override createConnection(
    _options: ClientRequestArgs,
    made?: (error: Error | null, socket: Duplex) => void,
  ): Socket | undefined {
    this.#requestsOfConnection = 0;
    this.#endpoint = this.#choose();
    if (this.#endpoint !== undefined) return connect(this.#endpoint);
    // Without an endpoint kube-proxy has the kernel refuse the connection.
    made?.(Object.assign(new Error("no endpoint"), { code: "ECONNREFUSED" }), new Socket());
    return undefined;
  }
}
