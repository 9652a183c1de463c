import { once } from "node:events";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { connectedTcp, type Ending } from "../client/client.ts";
import {
  acknowledged,
  decodeFrames,
  encodeFrame,
  encodeRequest,
  endStream,
  type Frame,
  frameTypes,
  statusOf,
} from "./frames.ts";

/** What came back on a stream. */
export interface StreamAnswer {
  readonly status: number | undefined;
  readonly body: string;
  /** How it ended: whole, by RST_STREAM with a code, or with the connection. */
  readonly ending: "END_STREAM" | `RST_STREAM ${number}` | "connection";
}

export interface Goaway {
  readonly code: number;
  readonly lastStream: number;
}

export interface RawClientOptions {
  readonly port: number;
  readonly isTls: boolean;
  /** How much of an answer it takes. */
  readonly streamWindow?: number;
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/** A window that no test fills. */
const largeWindow = 0x3fff_ffff;

/** A client of HTTP/2 that writes exactly what it is told and keeps every frame; it never sends anything twice. */
export class RawClient {
  readonly socket: Socket;
  readonly frames: Frame[] = [];
  /** Resolves when the connection is gone. */
  readonly ending: Promise<Ending>;
  #rest = Buffer.alloc(0);
  #nextStream = 1;
  #isGone = false;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket, streamWindow = largeWindow) {
    this.socket = socket;
    let error: Error | undefined;
    socket.on("error", (cause) => (error = cause));
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.ending = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isGone = true;
        this.#changed();
        resolve(error === undefined ? "end" : "reset");
      });
    });
    socket.write(preface);
    // SETTINGS_INITIAL_WINDOW_SIZE.
    this.send(frameTypes.SETTINGS, 0, 0, Buffer.concat([Buffer.from([0, 4]), uint32(streamWindow)]));
    this.send(frameTypes.WINDOW_UPDATE, 0, 0, uint32(largeWindow));
  }

  /** Resolves when the connection stands, with ALPN under TLS. */
  static async connect({ port, isTls, streamWindow }: RawClientOptions): Promise<RawClient> {
    const tcp = await connectedTcp(port);
    if (!isTls) return new RawClient(tcp, streamWindow);
    const tls = connectTls({ socket: tcp, rejectUnauthorized: false, ALPNProtocols: ["h2"] });
    await once(tls, "secureConnect");
    return new RawClient(tls, streamWindow);
  }

  get goaways(): readonly Goaway[] {
    return this.frames
      .filter(({ type }) => type === frameTypes.GOAWAY)
      .map(({ payload }) => ({ lastStream: payload.readUInt32BE(0), code: payload.readUInt32BE(4) }));
  }

  /** What has come of an answer. */
  textOf(stream: number): string {
    const own = this.frames.filter((frame) => frame.stream === stream && frame.type === frameTypes.DATA);
    return Buffer.concat(own.map(({ payload }) => payload)).toString();
  }

  send(type: number, flags: number, stream: number, payload: Buffer): void {
    this.socket.write(encodeFrame(type, flags, stream, payload));
  }

  /** Begins a request and tells its stream. */
  ask(path: string, method = "GET", hasBody = false): number {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const scheme = "encrypted" in this.socket ? "https" : "http";
    const target = { ":scheme": scheme, ":path": path };
    // A tunnel has no path (RFC 9113 section 8.5).
    const fields = { ":method": method, ":authority": "test:80", ...(method !== "CONNECT" && target) };
    this.socket.write(encodeRequest(stream, fields, hasBody));
    return stream;
  }

  /** A part of a request's body. */
  body(stream: number, text: string, isLast: boolean): void {
    this.send(frameTypes.DATA, isLast ? endStream : 0, stream, Buffer.from(text));
  }

  /** The answer on a stream, when it has ended in whatever way. */
  async answer(stream: number): Promise<StreamAnswer> {
    await this.until(() => this.#endOf(stream) !== undefined || this.#isGone);
    const own = this.frames.filter((frame) => frame.stream === stream);
    const head = own.find(({ type }) => type === frameTypes.HEADERS);
    return {
      status: head && statusOf(head),
      body: this.textOf(stream),
      ending: this.#endOf(stream) ?? "connection",
    };
  }

  /** Resolves when part of an answer has come. */
  async hears(stream: number, text: string): Promise<void> {
    const has = ({ stream: other, payload }: Frame): boolean => other === stream && payload.includes(text);
    await this.until(() => this.frames.some(has));
  }

  /** Resolves when the server has told it to leave. */
  async told(): Promise<Goaway> {
    await this.until(() => this.goaways.length > 0 || this.#isGone);
    const [goaway] = this.goaways;
    if (goaway === undefined) throw new Error("The connection ended without a GOAWAY");
    return goaway;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#isGone) throw new Error("The connection ended before that");
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #endOf(stream: number): StreamAnswer["ending"] | undefined {
    for (const { type, flags, stream: other, payload } of this.frames) {
      if (other !== stream) continue;
      if (type === frameTypes.RST_STREAM) return `RST_STREAM ${payload.readUInt32BE(0)}`;
      const canEnd = type === frameTypes.DATA || type === frameTypes.HEADERS;
      if (canEnd && (flags & endStream) !== 0) return "END_STREAM";
    }
    return undefined;
  }

  #read(chunk: Buffer): void {
    const { frames, rest } = decodeFrames(Buffer.concat([this.#rest, chunk]));
    this.#rest = Buffer.from(rest);
    for (const frame of frames) {
      this.frames.push(frame);
      const isAsked = (frame.flags & acknowledged) === 0;
      if (frame.type === frameTypes.SETTINGS && isAsked)
        this.send(frame.type, acknowledged, 0, Buffer.alloc(0));
      if (frame.type === frameTypes.PING && isAsked) this.send(frame.type, acknowledged, 0, frame.payload);
    }
    this.#changed();
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
