import type { Server } from "node:http";
import type { Drainable } from "./drainable.ts";
import { Http1Server, type Attachment } from "./http1/server.ts";

interface Attached {
  readonly server: Server;
  readonly drainable: Drainable;
  readonly detach: () => void;
}

/** The servers of one shutdown. A server belongs to one shutdown at most, whichever copy of the library made it. */
export class Attachments {
  readonly #attachment: Attachment;
  readonly #taken: WeakSet<Server>;
  readonly #attached = new Map<Server, Attached>();

  constructor(attachment: Attachment) {
    this.#attachment = attachment;
    this.#taken = attachment.host.shared("lameduck.attached", () => new WeakSet<Server>());
  }

  get drainables(): readonly Drainable[] {
    return [...this.#attached.values()].map(({ drainable }) => drainable);
  }

  get areAllListening(): boolean {
    return this.#attached.size > 0 && [...this.#attached.keys()].every(({ listening }) => listening);
  }

  /** @throws Error if the server is attached already, here or elsewhere */
  add(server: Server, onChange: () => void, isLeaving: () => boolean): Drainable {
    if (this.#taken.has(server)) throw new Error("This server is attached already: attach each server once");
    this.#taken.add(server);
    const drainable = new Http1Server(server, this.#attachment);
    const closed = (): void => {
      if (isLeaving()) return;
      this.#detach(server);
      onChange();
    };
    server.on("listening", onChange);
    server.on("close", closed);
    const detach = (): void => {
      server.off("listening", onChange);
      server.off("close", closed);
      drainable.release();
    };
    this.#attached.set(server, { server, drainable, detach });
    return drainable;
  }

  /** Removes everything of ours from every server: each can listen and be attached again. */
  release(): void {
    for (const server of [...this.#attached.keys()]) this.#detach(server);
  }

  #detach(server: Server): void {
    this.#attached.get(server)?.detach();
    this.#attached.delete(server);
    this.#taken.delete(server);
  }
}
