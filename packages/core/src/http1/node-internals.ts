import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Host } from "../host.ts";

/**
 * The private fields of Node that core reads, in this file alone. They save a listener on every request (2 % of a
 * server's CPU); `areFieldsAsKnown` tells whether this Node still has them, and where not, requests are tracked exactly.
 */
interface PrivateFields {
  /** The response being written, unchanged since Node 0.x. */
  readonly _httpMessage?: ServerResponse | null;
  /** Gone once the connection is upgraded. */
  readonly parser?: { readonly incoming: IncomingMessage | null } | null;
}

interface ConnectionsList {
  all(): readonly { readonly socket?: Socket | null }[];
  active(): readonly { readonly socket?: Socket | null }[];
}

/** The response that is being written on a connection, if any. */
export function currentResponse(socket: Socket): ServerResponse | undefined {
  return (socket as PrivateFields)._httpMessage ?? undefined;
}

/** The newest request that the parser has seen on a connection, unless it is finished. */
export function newestRequest(socket: Socket): IncomingMessage | undefined {
  return (socket as PrivateFields).parser?.incoming ?? undefined;
}

/** True once a connection no longer speaks HTTP: its parser is gone. */
export function isUpgraded(socket: Socket): boolean {
  return !socket.destroyed && !(socket as PrivateFields).parser;
}

/** The connections on which a message has begun to arrive and is not complete. */
export function socketsReceiving(server: Server): ReadonlySet<Socket> {
  return socketsOf(connectionsList(server)?.active() ?? []);
}

/** Every connection that speaks HTTP, also those accepted before anybody listened for them. */
export function socketsAccepted(server: Server): ReadonlySet<Socket> {
  return socketsOf(connectionsList(server)?.all() ?? []);
}

/** The TCP connection below a TLS connection. */
export function transportOf(socket: TLSSocket): Socket | undefined {
  return (socket as { readonly _parent?: Socket })._parent;
}

function connectionsList(server: Server): ConnectionsList | undefined {
  const key = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === "http.server.connections",
  );
  const list = key && (server as unknown as Record<symbol, Partial<ConnectionsList> | undefined>)[key];
  const isAsKnown = typeof list?.all === "function" && typeof list.active === "function";
  return isAsKnown ? (list as ConnectionsList) : undefined;
}

function socketsOf(parsers: readonly { readonly socket?: Socket | null }[]): ReadonlySet<Socket> {
  return new Set(parsers.flatMap(({ socket }) => (socket ? [socket] : [])));
}

/**
 * Whether the fields hold what they always held; `LAMEDUCK_PRIVATE_FIELDS=off` says no, for a Node that we do not know.
 * Tried once per process on a server in memory.
 */
export function areFieldsAsKnown(host: Host): boolean {
  if (host.environment["LAMEDUCK_PRIVATE_FIELDS"] === "off") return false;
  return host.shared("lameduck.private-fields", () => ({ areAsKnown: tryFields() })).areAsKnown;
}

function tryFields(): boolean {
  let areAsKnown = false;
  const server = createServer((request, response) => {
    areAsKnown =
      currentResponse(connection) === response &&
      newestRequest(connection) === request &&
      !isUpgraded(connection) &&
      response.shouldKeepAlive;
    response.end();
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
  return areAsKnown;
}
