// The client of the arena, as a process of its own: opens connections, then sends a burst whenever a byte on stdin
// names the server, and writes a byte to stdout when all is answered.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { body } from "./contestants.ts";

const connectionsPerServer = 16;
const request = Buffer.from("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");
const lastByte = body.charCodeAt(body.length - 1);

/** The connections to one server. */
class Load {
  #sockets: readonly Socket[] = [];
  #unsent = 0;
  #unanswered = 0;
  #done: () => void = () => {};

  async open(port: number): Promise<void> {
    const opening = Array.from({ length: connectionsPerServer }, async () => {
      const socket: Socket = connect({
        port,
        host: "127.0.0.1",
        noDelay: true,
        // One buffer for all answers: what the client saves, the neighbours do not feel.
        onread: {
          buffer: Buffer.alloc(4_096),
          callback: (length, bytes) => this.#read(socket, bytes[length - 1]),
        },
      });
      socket.on("close", () => process.exit(1));
      await once(socket, "connect");
      return socket;
    });
    this.#sockets = await Promise.all(opening);
  }

  /** Sends `count` requests, each as soon as one before it is answered. */
  burst(count: number): Promise<void> {
    this.#unsent = count;
    this.#unanswered = count;
    for (const socket of this.#sockets) this.#send(socket);
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  #send(socket: Socket): void {
    if (this.#unsent === 0) return;
    this.#unsent -= 1;
    socket.write(request);
  }

  #read(socket: Socket, last: number | undefined): boolean {
    if (last !== lastByte) return true;
    this.#unanswered -= 1;
    if (this.#unanswered === 0) this.#done();
    else this.#send(socket);
    return true;
  }
}

const [requestsPerBurst = 0, ...ports] = process.argv.slice(2).map(Number);
const loads = ports.map(() => new Load());
await Promise.all(loads.map((load, server) => load.open(ports[server] ?? 0)));
process.stdin.on("data", ([server = 0]: Buffer) => {
  void loads[server]?.burst(requestsPerBurst).then(() => process.stdout.write("."));
});
process.stdin.on("end", () => process.exit());
process.stdout.write(".");
