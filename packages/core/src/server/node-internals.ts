import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type {
  Http2SecureServer,
  Http2Server,
  Http2ServerRequest,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Host } from "../host.ts";

/**
 * What core asks of Node's private fields, which are read in this file alone. They save a listener on every request (2 %
 * of a server's CPU); where this Node does not have them, every question is answered by "unknown", and requests are
 * tracked exactly from `attach` on.
 */
export interface NodeInternals {
  readonly areKnown: boolean;
  /** The response that is being written on a connection. */
  readonly currentResponse: (socket: Socket) => ServerResponse | undefined;
  /** The newest request that the parser has seen on a connection, unless it is finished. */
  readonly newestRequest: (socket: Socket) => IncomingMessage | undefined;
  /** True once a connection no longer speaks HTTP: its parser is gone. */
  readonly isUpgraded: (socket: Socket) => boolean;
  /** The TCP connection below a TLS connection. */
  readonly transportOf: (socket: TLSSocket) => Socket | undefined;
  /** Every connection that speaks HTTP, also those accepted before anybody listened for them. */
  readonly socketsAccepted: (server: Server) => ReadonlySet<Socket>;
  /** The connections on which a message has begun to arrive and is not complete. */
  readonly socketsReceiving: (server: Server) => ReadonlySet<Socket>;
  /** Every HTTP/2 session, also those accepted before anybody listened for them; empty before Node 24. */
  readonly sessionsAccepted: (server: Http2Server | Http2SecureServer) => ReadonlySet<ServerHttp2Session>;
  /** Whether the open streams of an HTTP/2 session can be told. */
  readonly hasStreams: (session: ServerHttp2Session) => boolean;
  /** The streams of an HTTP/2 session that are not closed. */
  readonly openStreams: (session: ServerHttp2Session) => Iterable<ServerHttp2Stream>;
  /** The request that the compatibility API has made of a stream. */
  readonly requestOf: (stream: ServerHttp2Stream) => Http2ServerRequest | undefined;
}

interface PrivateFields {
  /** Unchanged since Node 0.x. */
  readonly _httpMessage?: ServerResponse | null;
  readonly parser?: { readonly incoming: IncomingMessage | null } | null;
  readonly _parent?: Socket;
}

interface ConnectionsList {
  all(): readonly { readonly socket?: Socket | null }[];
  active(): readonly { readonly socket?: Socket | null }[];
}

const privateFields: NodeInternals = {
  areKnown: true,
  currentResponse: (socket: Socket & PrivateFields) => socket._httpMessage ?? undefined,
  newestRequest: (socket: Socket & PrivateFields) => socket.parser?.incoming ?? undefined,
  isUpgraded: (socket: Socket & PrivateFields) => !socket.destroyed && !socket.parser,
  transportOf: (socket: TLSSocket & PrivateFields) => socket._parent,
  socketsAccepted: (server) => socketsOf(connectionsList(server)?.all() ?? []),
  socketsReceiving: (server) => socketsOf(connectionsList(server)?.active() ?? []),
  sessionsAccepted: (server) =>
    (symbolField(server, "sessions") as Set<ServerHttp2Session> | undefined) ?? new Set(),
  hasStreams: (session) => typeof streamsOf(session)?.values === "function",
  openStreams: (session) => streamsOf(session)?.values() ?? [],
  requestOf: (stream) => symbolField(stream, "request") as Http2ServerRequest | undefined,
};

const unknown: NodeInternals = {
  areKnown: false,
  currentResponse: () => undefined,
  newestRequest: () => undefined,
  isUpgraded: () => false,
  transportOf: () => undefined,
  socketsAccepted: () => new Set(),
  socketsReceiving: () => new Set(),
  sessionsAccepted: () => new Set(),
  hasStreams: () => false,
  openStreams: () => new Set(),
  requestOf: () => undefined,
};

/**
 * The private fields of this Node if they hold what they always held, tried once per process on a server in memory.
 * `LAMEDUCK_PRIVATE_FIELDS=off` does without them, for a Node that we do not know.
 */
export function nodeInternals(host: Host): NodeInternals {
  if (host.environment["LAMEDUCK_PRIVATE_FIELDS"] === "off") return unknown;
  const trial = host.shared("lameduck.private-fields", () => ({ areAsKnown: areAsKnown(privateFields) }));
  return trial.areAsKnown ? privateFields : unknown;
}

/** The symbols that Node's modules keep to themselves, as they were last found: a search for each of 10,000 sessions takes 40 ms. */
const symbols = new Map<string, symbol>();

/** What an object keeps by a symbol of this description. */
function symbolField(object: object, description: string): unknown {
  const known = symbols.get(description);
  if (known !== undefined && known in object) return (object as Record<symbol, unknown>)[known];
  const key = Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
  if (key === undefined) return undefined;
  symbols.set(description, key);
  return (object as Record<symbol, unknown>)[key];
}

function streamsOf(session: ServerHttp2Session): ReadonlyMap<number, ServerHttp2Stream> | undefined {
  const state = symbolField(session, "state") as {
    readonly streams?: ReadonlyMap<number, ServerHttp2Stream>;
  };
  return state?.streams;
}

function connectionsList(server: Server): ConnectionsList | undefined {
  const list = symbolField(server, "http.server.connections") as Partial<ConnectionsList> | undefined;
  const isAsKnown = typeof list?.all === "function" && typeof list.active === "function";
  return isAsKnown ? (list as ConnectionsList) : undefined;
}

function socketsOf(parsers: readonly { readonly socket?: Socket | null }[]): ReadonlySet<Socket> {
  return new Set(parsers.flatMap(({ socket }) => (socket ? [socket] : [])));
}

/** Sends one request through a server in memory and looks whether the fields show it; exported for its test. */
export function areAsKnown(fields: NodeInternals): boolean {
  let isAsKnown = false;
  const server = createServer((req, res) => {
    isAsKnown =
      fields.currentResponse(connection) === res &&
      fields.newestRequest(connection) === req &&
      !fields.isUpgraded(connection) &&
      res.shouldKeepAlive;
    res.end();
  });
  const connection = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      done();
    },
  }) as Socket;
  server.emit("connection", connection);
  connection.emit("data", Buffer.from("GET / HTTP/1.1\r\nHost: memory\r\n\r\n"));
  connection.destroy();
  return isAsKnown;
}
