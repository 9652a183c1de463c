/** Two workers of a cluster, which answer `/` with their process id. What is said to the primary, each worker hears. */
import cluster from "node:cluster";
import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/core";
import { hears, listen, options, say, sayWhatHappens } from "./parent.ts";

function work(): void {
  const { pid } = process;
  const shutdown = gracefulShutdown(options);
  sayWhatHappens(shutdown);
  const server = createServer((req, res) => {
    if (req.url === "/") {
      res.end(String(pid));
      return;
    }
    say(`${pid} has a request in flight`);
    void hears(`answer ${pid}`).then(() => res.end("waited"));
  });
  listen(shutdown.attach(server), String(pid));
}

function lead(): void {
  for (const worker of [cluster.fork(), cluster.fork()]) {
    const { pid } = worker.process;
    worker.on("message", (words: string) => say(words.startsWith("entered") ? `${pid} ${words}` : words));
    worker.on("exit", (code, signal) => say(`${pid} ended with ${code ?? signal}`));
    worker.once("listening", () => say(`worker ${pid}`));
    process.on("message", (words: string) => worker.isConnected() && worker.send(words));
  }
}

if (cluster.isPrimary) lead();
else work();
