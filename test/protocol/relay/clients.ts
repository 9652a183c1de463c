import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** A request that was lost: what the client saw, and whether its connection had served before. */
export interface Loss {
  readonly what: string;
  readonly isOnKeptConnection: boolean;
}

/** One client with one connection at a time, kept from request to request; it thinks, it posts, it never retries. */
export class ThinkingClient {
  requestCount = 0;
  readonly losses: Loss[] = [];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  readonly #think: () => number;

  constructor(port: number, think: () => number) {
    this.#port = port;
    this.#think = think;
  }

  /** Goes on until `enough` fires; what is under way then is finished. */
  async run(enough: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(this.#think(), undefined, { signal: enough }).catch(() => {});
      if (enough.aborted) break;
      await this.#post(`request ${this.requestCount}`);
    }
    this.#agent.destroy();
  }

  #post(body: string): Promise<void> {
    this.requestCount += 1;
    return new Promise((resolve) => {
      const lost = (what: string): void => {
        this.losses.push({ what, isOnKeptConnection: req.reusedSocket });
        resolve();
      };
      const options = { port: this.#port, host: "127.0.0.1", method: "POST", agent: this.#agent };
      const check = async (res: IncomingMessage): Promise<void> => {
        const answer = await text(res).catch((error: unknown) => String(error));
        if (res.statusCode !== 200 || answer !== body) lost(`${res.statusCode ?? ""} ${answer}`);
        else resolve();
      };
      const req = request(options, (res) => void check(res));
      req.on("error", (error: NodeJS.ErrnoException) => lost(error.code ?? error.message));
      req.end(body);
    });
  }
}
