import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/core";

const shutdown = gracefulShutdown();
const server = createServer((req, res) => {
  if (shutdown.probe(req, res)) return;
  res.end("hello\n");
});

shutdown.attach(server);
server.listen(Number(process.env["PORT"] ?? 3000));
