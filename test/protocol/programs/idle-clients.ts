/** `idle-clients.ts <port> <count>`: connects, asks once on every connection, then idles, and tells how each ended. */
import { connect, type Socket } from "node:net";

export interface Endings {
  readonly cleanCount: number;
  readonly resetCount: number;
}

const [port = 0, count = 0] = process.argv.slice(2).map(Number);
const endings: Promise<boolean>[] = [];

function kept(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    socket.once("error", reject);
    socket.once("data", () => {
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
