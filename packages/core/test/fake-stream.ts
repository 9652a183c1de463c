import { EventEmitter } from "node:events";
import type { EventStream } from "../src/event-streams.ts";

/** A response that a test has in its hand: it keeps what is written to it, and is closed when the test says so. */
export class FakeStream extends EventEmitter implements EventStream {
  written = "";
  headersSent = true;
  writableEnded = false;
  destroyed = false;

  write(chunk: string | Uint8Array): boolean {
    this.headersSent = true;
    if (this.writableEnded) this.emit("error", new Error("write after end"));
    else this.written += Buffer.from(chunk as Uint8Array).toString();
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }

  /** The client is gone, or has all of it. */
  close(): void {
    this.destroyed = true;
    this.emit("close");
  }
}
