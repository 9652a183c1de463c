import type { IncomingHttpHeaders } from "node:http";
import type { Http2SecureServer, Http2Server, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { inBatches } from "../batches.ts";
import type { Host } from "../host.ts";
import type { NodeInternals } from "../server/node-internals.ts";
import type { RequestHead } from "../server/under-way.ts";
import type { Session, Stream } from "./session.ts";

interface Watcher {
  onSession(session: Session): void;
  onStream(stream: Stream): void;
  /** Its last stream has ended. */
  onIdle(session: Session): void;
  onGone(session: Session): void;
}

/**
 * The sessions of one server. Until a shutdown begins this is the only bookkeeping there is: one Set and one shared
 * listener, nothing per stream. Then every stream is followed by events, exactly.
 */
export class Sessions {
  /** Everyone who is connected. */
  readonly all: Set<ServerHttp2Session> = new Set();
  /** What is known of those that are followed by now. */
  readonly bySession: Map<ServerHttp2Session, Session> = new Map();
  finishedCount = 0;
  /** Called with a session whose streams cannot be found by a walk: from now on each has to be noted. */
  onUnknown: () => void = () => {};

  readonly #server: Http2Server | Http2SecureServer;
  readonly #host: Host;
  readonly #internals: NodeInternals;
  readonly #requests = new WeakMap<ServerHttp2Stream, RequestHead>();
  readonly #firstSeen = new WeakMap<ServerHttp2Stream, number>();
  readonly #sockets = new WeakMap<ServerHttp2Session, Socket>();
  #newest: ServerHttp2Session | undefined;
  #watcher: Watcher | undefined;

  constructor(server: Http2Server | Http2SecureServer, host: Host, internals: NodeInternals) {
    this.#server = server;
    this.#host = host;
    this.#internals = internals;
    for (const session of internals.sessionsAccepted(server)) this.#know(session);
    server.on("session", this.#add);
  }

  /** Takes up everyone who is connected and everything under way, and reports all that follows to the watcher. */
  follow(watcher: Watcher): void {
    this.finishedCount = 0;
    for (const session of this.all) {
      const streams = [...this.#internals.openStreams(session)];
      if (streams.length === 0 && !this.bySession.has(session)) continue;
      const followed = this.of(session);
      for (const stream of streams) this.#open(followed, this.#found(stream));
      followed.busySince = followed.open.size > 0 ? this.#host.now() : Number.POSITIVE_INFINITY;
      followed.most = followed.open.size;
    }
    this.#watcher = watcher;
    for (const session of this.bySession.values()) {
      watcher.onSession(session);
      for (const stream of session.open.values()) watcher.onStream(stream);
    }
    // The others have time: taking up 10,000 in one turn would stall the event loop for 40 ms.
    void inBatches(this.#host, [...this.all], (session) => {
      if (!session.destroyed) this.of(session);
    });
  }

  /** The connection below the session that has just come: Node tells of both in one go. */
  link(socket: Socket): void {
    if (this.#newest === undefined) return;
    this.#sockets.set(this.#newest, socket);
    const followed = this.bySession.get(this.#newest);
    if (followed !== undefined) followed.socket = socket;
    this.#newest = undefined;
  }

  /** Notes a stream that has come with a request. */
  begin(session: Session, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Stream {
    const head = {
      method: pseudo(headers, ":method"),
      url: pseudo(headers, ":path") || pseudo(headers, ":authority"),
      headers,
    };
    const begun = this.#describe(stream, head);
    this.#open(session, begun);
    this.#watcher?.onStream(begun);
    return begun;
  }

  /** Notes the request that the compatibility API makes of a stream. */
  noteRequest(stream: ServerHttp2Stream, req: RequestHead): void {
    this.#requests.set(stream, req);
    const followed = stream.session && this.bySession.get(stream.session as ServerHttp2Session);
    const open = followed?.open.get(stream);
    if (followed === undefined || open === undefined) return;
    const begun = { ...open, head: req, handles: [stream, req] };
    followed.open.set(stream, begun);
    this.#watcher?.onStream(begun);
  }

  /** What is under way now, whether followed or found by a walk. */
  *underWay(): Generator<Stream> {
    for (const session of this.all) {
      const followed = this.bySession.get(session);
      if (followed !== undefined) yield* followed.open.values();
      else for (const stream of this.#internals.openStreams(session)) yield this.#found(stream);
    }
  }

  of(session: ServerHttp2Session): Session {
    const known = this.bySession.get(session);
    if (known !== undefined) return known;
    this.#know(session);
    const followed: Session = {
      session,
      socket: this.#sockets.get(session),
      open: new Map(),
      busySince: Number.POSITIVE_INFINITY,
      most: 0,
      tellAt: 0,
      isTold: false,
    };
    this.bySession.set(session, followed);
    this.#watcher?.onSession(followed);
    return followed;
  }

  release(): void {
    this.#server.off("session", this.#add);
    for (const session of this.all) session.off("close", this.#gone);
    this.all.clear();
    this.bySession.clear();
  }

  readonly #add = (session: ServerHttp2Session): void => {
    this.#know(session);
    this.#newest = session;
    if (!this.#internals.hasStreams(session)) this.onUnknown();
    // Before a shutdown begins nobody asks for more than who is there.
    if (this.#watcher !== undefined) this.of(session);
  };

  #know(session: ServerHttp2Session): void {
    if (this.all.has(session)) return;
    this.all.add(session);
    session.on("close", this.#gone);
  }

  // One function for all sessions of a server, since a closure for each would cost memory.
  readonly #gone = ((sessions: Sessions) =>
    function (this: ServerHttp2Session): void {
      sessions.all.delete(this);
      const followed = sessions.bySession.get(this);
      if (followed !== undefined) sessions.#watcher?.onGone(followed);
      sessions.bySession.delete(this);
    })(this);

  #open(session: Session, stream: Stream): void {
    session.open.set(stream.stream, stream);
    session.busySince = Math.min(session.busySince, this.#host.now());
    session.most = Math.max(session.most, session.open.size);
    stream.stream.once("close", () => {
      if (!session.open.delete(stream.stream)) return;
      if (stream.stream.writableFinished && stream.stream.rstCode === 0) this.finishedCount += 1;
      if (session.open.size === 0) this.#watcher?.onIdle(session);
    });
  }

  /** A stream that was there before we looked: the stream API of Node does not keep its headers. */
  #found(stream: ServerHttp2Stream): Stream {
    const req = this.#requests.get(stream) ?? this.#internals.requestOf(stream);
    return this.#describe(stream, req ?? { method: "HTTP/2", url: `stream ${stream.id}`, headers: {} }, req);
  }

  #describe(stream: ServerHttp2Stream, head: RequestHead, req?: RequestHead): Stream {
    const since = this.#firstSeen.get(stream) ?? this.#host.now();
    this.#firstSeen.set(stream, since);
    return { stream, head, handles: req === undefined ? [stream] : [stream, req], since };
  }
}

function pseudo(headers: IncomingHttpHeaders, name: `:${string}`): string {
  return String(headers[name] ?? "");
}
