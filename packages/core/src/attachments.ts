import type { Socket } from "node:net";
import { AttachedWork } from "./attached-work.ts";
import type { Attached, AttachedServer } from "./drainable.ts";
import { EventStreams } from "./event-streams.ts";
import { type Attachable, type AttachableServer, isDrainable } from "./server/attachable.ts";
import type { Attachment } from "./server/attachment.ts";
import { HttpServer } from "./server/http-server.ts";
import type { WebSocketOptions, WebSocketServer } from "./web-sockets/contract.ts";
import { WebSockets } from "./web-sockets/web-sockets.ts";

/** What the attached need of their shutdown, besides what a server does. */
export interface Attaching extends Omit<Attachment, "webSockets"> {
  readonly failed: (name: string, error: unknown) => void;
  /** A server has begun to listen, or was let go. */
  readonly onChange: () => void;
  readonly isLeaving: () => boolean;
}

interface Server {
  readonly server: AttachableServer;
  readonly attached: AttachedServer;
  readonly detach: () => void;
}

/** All that is attached to one shutdown. A thing belongs to one shutdown at most, whichever copy of the library made it. */
export class Attachments {
  readonly eventStreams: EventStreams;
  readonly #attaching: Attaching;
  readonly #taken: WeakSet<object>;
  readonly #servers = new Map<AttachableServer, Server>();
  readonly #others = new Map<object, Attached>();
  readonly #webSockets = new WeakSet<Socket>();

  constructor(attaching: Attaching) {
    this.#attaching = attaching;
    this.#taken = attaching.host.shared("lameduck.attached", () => new WeakSet<object>());
    this.eventStreams = new EventStreams(attaching.host);
  }

  get servers(): readonly AttachedServer[] {
    return [...this.#servers.values()].map(({ attached }) => attached);
  }

  get all(): readonly Attached[] {
    return [...this.servers, ...this.#others.values(), this.eventStreams];
  }

  get isEmpty(): boolean {
    return this.#servers.size + this.#others.size === 0;
  }

  /** Whether there is anything to be ready, and every server listens. */
  get areAllListening(): boolean {
    return !this.isEmpty && [...this.#servers.keys()].every(({ listening }) => listening);
  }

  /** @throws Error if it is attached already, here or elsewhere */
  add(attachable: Attachable): Attached {
    this.#take(attachable, "This server is attached already: attach each server once");
    if (!isDrainable(attachable)) return this.#addServer(attachable);
    const { host, failed } = this.#attaching;
    const work = new AttachedWork(attachable, host, failed);
    this.#others.set(attachable, work);
    return work;
  }

  /** @throws Error if it is registered already, here or elsewhere */
  addWebSockets(wss: WebSocketServer, options: WebSocketOptions): void {
    this.#take(wss, "This WebSocketServer is registered already: register each once");
    this.#others.set(wss, new WebSockets(wss, options, this.#attaching.host, this.#webSockets));
  }

  /** Removes everything of ours from everything: each can be attached again. */
  release(): void {
    for (const server of [...this.#servers.keys()]) this.#detach(server);
    for (const [other, attached] of this.#others) {
      attached.release();
      this.#taken.delete(other);
    }
    this.#others.clear();
    this.eventStreams.release();
  }

  #take(object: object, complaint: string): void {
    if (this.#taken.has(object)) throw new Error(complaint);
    this.#taken.add(object);
  }

  #addServer(server: AttachableServer): AttachedServer {
    const { onChange, isLeaving } = this.#attaching;
    const attached = new HttpServer(server, { ...this.#attaching, webSockets: this.#webSockets });
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
      attached.release();
    };
    this.#servers.set(server, { server, attached, detach });
    return attached;
  }

  #detach(server: AttachableServer): void {
    this.#servers.get(server)?.detach();
    this.#servers.delete(server);
    this.#taken.delete(server);
  }
}
