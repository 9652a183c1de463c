// Opens as many connections as each line on stdin says, makes one request on each, and holds them all.
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

const atATime = 100;
const port = Number(process.argv[2]);

async function openOne(): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
  socket.write("GET / HTTP/1.1\r\nHost: bench\r\n\r\n");
  await once(socket, "data");
}

for await (const line of createInterface({ input: process.stdin })) {
  for (let left = Number(line); left > 0; left -= atATime) {
    await Promise.all(Array.from({ length: Math.min(left, atATime) }, openOne));
  }
  process.stdout.write(".");
}
process.exit();
