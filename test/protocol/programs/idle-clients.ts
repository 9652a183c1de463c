/** `idle-clients.ts <port> <count> <protocol>`: connects, asks once on every connection, then idles, and tells how each ended. */
import { connect, type Socket } from "node:net";
import { encodeFrame, encodeRequest, frameTypes } from "../../conformance/http2/frames.ts";

export interface Endings {
  readonly cleanCount: number;
  readonly resetCount: number;
}

const [port = 0, count = 0] = process.argv.slice(2, 4).map(Number);
const fields = { ":method": "GET", ":scheme": "http", ":path": "/", ":authority": "test" };
const requests: Readonly<Record<string, string | Buffer>> = {
  "HTTP/1": "GET / HTTP/1.1\r\nHost: test\r\n\r\n",
  "HTTP/2": Buffer.concat([
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    encodeFrame(frameTypes.SETTINGS, 0, 0, Buffer.alloc(0)),
    encodeRequest(1, fields, false),
  ]),
};
const request = requests[process.argv[4] ?? ""] ?? "";
const endings: Promise<boolean>[] = [];

function kept(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.write(request);
    socket.once("error", reject);
    socket.on("data", function answered(chunk: Buffer) {
      if (!chunk.includes("kept")) return;
      socket.off("data", answered).resume();
      endings.push(new Promise((ended) => socket.once("close", (hadError) => ended(!hadError))));
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

for (let connected = 0; connected < count; connected += 100) {
  await Promise.all(Array.from({ length: Math.min(100, count - connected) }, kept));
}
process.send?.("connected");
const areClean = await Promise.all(endings);
const report: Endings = {
  cleanCount: areClean.filter((isClean) => isClean).length,
  resetCount: areClean.filter((isClean) => !isClean).length,
};
process.send?.(report);
process.disconnect();
