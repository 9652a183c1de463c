import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type {
  Http2SecureServer,
  Http2Server,
  Http2ServerRequest,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import { inBatches } from "../batches.ts";
import type { Attachment } from "../server/attachment.ts";
import type { Connections } from "../server/connections.ts";
import type { NodeInternals } from "../server/node-internals.ts";
import type { Protocol, UnderWay } from "../server/under-way.ts";
import { shadowEmit } from "../shadow.ts";
import { seen } from "../within.ts";
import { Farewell } from "./farewell.ts";
import { Sessions } from "./sessions.ts";

/** What the compatibility API emits for a request. */
const requestEvents = new Set<string | symbol>(["request", "checkContinue", "checkExpectation", "connect"]);

/**
 * HTTP/2: every session is told once, by a GOAWAY without error; the streams it covers are finished. Until the shutdown
 * begins, it is only known which sessions there are.
 */
export class Http2 implements Protocol {
  readonly #server: Http2Server | Http2SecureServer;
  readonly #attachment: Attachment;
  readonly #connections: Connections;
  readonly #sessions: Sessions;
  readonly #farewell: Farewell;
  #stopNoting: (() => void) | undefined;
  #isLeaving = false;

  constructor(
    server: Http2Server | Http2SecureServer,
    connections: Connections,
    attachment: Attachment,
    internals: NodeInternals,
  ) {
    this.#server = server;
    this.#attachment = attachment;
    this.#connections = connections;
    this.#sessions = new Sessions(server, attachment.host, internals);
    this.#farewell = new Farewell(attachment.host);
    connections.onHttp2 = (socket) => this.#sessions.link(socket);
    this.#sessions.onUnknown = () => void (this.#stopNoting ??= this.#noteStreams());
    if (!internals.areKnown) this.#stopNoting = this.#noteStreams();
  }

  get finishedCount(): number {
    return this.#sessions.finishedCount;
  }

  underWay(): Iterable<UnderWay> {
    return this.#sessions.underWay();
  }

  discourage(minimumMs: number): void {
    this.#isLeaving = true;
    this.#farewell.begin(minimumMs);
    this.#stopNoting ??= this.#noteStreams();
    this.#sessions.follow({
      onSession: (session) => this.#farewell.schedule(session),
      onStream: (stream) => this.#attachment.onUnderWay(stream),
      onIdle: (session) => this.#farewell.noteIdle(session),
      onGone: (session) => this.#farewell.forget(session),
    });
  }

  hasten(): void {
    this.#farewell.hasten(this.#sessions.bySession.values());
  }

  linger(until: number, unless: AbortSignal): void {
    this.#farewell.linger(until, unless);
  }

  async cutOff(): Promise<void> {
    const { host } = this.#attachment;
    this.#farewell.stop();
    await inBatches(host, [...this.#sessions.bySession.values()], ({ open }) => {
      for (const { stream } of open.values()) resetStream(stream);
    });
    await inBatches(host, [...this.#sessions.all], (session) => session.destroy());
    // What a client that reads has not taken by now, it will not take. No reset: a stream cut short shows by its frames, and
    // a reset would take away what the kernel still holds of whole ones.
    await seen(host);
    await inBatches(host, [...this.#connections.http2], (socket) => socket.destroy());
  }

  release(): void {
    this.#farewell.stop();
    this.#stopNoting?.();
    this.#sessions.release();
  }

  /** Sees every stream before the application does; a listener of ours for `stream` could not hold it back. */
  #noteStreams(): () => void {
    return shadowEmit(this.#server, (event, args, pass) => {
      if (event === "stream") return this.#noteStream(args as [ServerHttp2Stream, IncomingHttpHeaders], pass);
      if (requestEvents.has(event)) this.#noteRequest(args[0] as Http2ServerRequest | IncomingMessage);
      return pass();
    });
  }

  #noteStream([stream, headers]: [ServerHttp2Stream, IncomingHttpHeaders], pass: () => boolean): boolean {
    // Its session may be gone already.
    if (stream.session === undefined) return pass();
    const session = this.#sessions.of(stream.session as ServerHttp2Session);
    const { head } = this.#sessions.begin(session, stream, headers);
    if (!this.#isLeaving) return pass();
    this.#attachment.onRequest(head);
    // While we hold it nobody else listens, and an error that nobody hears ends the process.
    const hear = (): void => {};
    stream.on("error", hear);
    this.#farewell.deliver(session, () => {
      if (stream.destroyed) return;
      stream.off("error", hear);
      pass();
    });
    return true;
  }

  #noteRequest(req: Http2ServerRequest | IncomingMessage): void {
    if ("stream" in req && req.stream !== undefined) this.#sessions.noteRequest(req.stream, req);
  }
}

/**
 * Ends a stream so that its client can tell, by RST_STREAM. Node's `close(code)` would first write an empty DATA frame with
 * END_STREAM, and a response cut short would pass for a whole one.
 */
function resetStream(stream: ServerHttp2Stream): void {
  // Without a listener the error would end the process, and so would an answer that comes after all.
  stream.on("error", () => {});
  Object.assign(stream, { respond() {}, respondWithFD() {}, respondWithFile() {} });
  stream.destroy(new Error("cut off: the server's time to shut down is over"));
}
