import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expected, expectFunction, expectKeys } from "./expectations.ts";

export interface AdminOptions {
  /** Where to listen; 0 lets the kernel choose, and the event `admin listens` tells. */
  readonly port: number;
  /** Which address to listen on; default `127.0.0.1`. For a kubelet's probes it must be the Pod's address or `0.0.0.0`. */
  readonly host?: string;
  /** Answers all that is no probe; without it, that is 404. */
  readonly handler?: (req: IncomingMessage, res: ServerResponse) => unknown;
}

const defaultHost = "127.0.0.1";

/** Throws at the first option that is not what it should be. */
export function validateAdmin(admin: AdminOptions | undefined): void {
  if (admin === undefined) return;
  expectKeys("admin", admin, ["port", "host", "handler"]);
  const { port, host, handler } = admin as { port: unknown; host?: unknown; handler?: unknown };
  if (typeof port !== "number" || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw expected("admin.port", "a whole number from 0 to 65535", port);
  }
  if (host !== undefined && (typeof host !== "string" || host === "")) {
    throw expected("admin.host", "an address to listen on, a string that is not empty", host);
  }
  if (handler !== undefined) expectFunction("admin.handler", handler);
}

interface Service {
  /** Answers a probe and returns true, or returns false. */
  readonly answerProbe: (req: IncomingMessage, res: ServerResponse) => boolean;
  readonly listens: (address: { readonly host: string; readonly port: number }) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * A listener of our own for probes and whatever else looks at the service from inside. It is there from the first `attach`
 * to the exit, also while the application's port is closed, and nothing on it counts as traffic.
 */
export class Admin {
  readonly #options: AdminOptions;
  readonly #service: Service;
  #server: Server | undefined;

  constructor(options: AdminOptions, service: Service) {
    this.#options = options;
    this.#service = service;
  }

  /** Listens, unless it does already. */
  open(): void {
    if (this.#server !== undefined) return;
    const { port, host = defaultHost } = this.#options;
    this.#server = createServer((req, res) => void this.#answer(req, res))
      .on("listening", () => this.#listens())
      // Without it the probes would fail without a word, so this ends the process as any error of a server does.
      .on("error", (error: NodeJS.ErrnoException) => {
        throw new Error(
          `Cannot listen on ${host}:${port} for \`admin\` (${error.code}): choose another \`admin.port\` or \`admin.host\``,
          { cause: error },
        );
      })
      .listen({ port, host });
  }

  /** Frees the port, and ends whoever is connected. */
  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
  }

  #listens(): void {
    const { address: host, port } = (this.#server?.address() ?? {}) as AddressInfo;
    this.#service.listens({ host, port });
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.#service.answerProbe(req, res)) return;
    const { handler } = this.#options;
    try {
      if (handler === undefined) res.writeHead(404).end();
      else await handler(req, res);
    } catch (error) {
      this.#service.failed(error);
      if (res.headersSent) res.destroy();
      // The handler may have told the length of an answer that does not come any more.
      else res.writeHead(500, { "Content-Length": 0 }).end();
    }
  }
}
