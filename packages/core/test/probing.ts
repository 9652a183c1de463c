import { createServer } from "node:http";
import type { Shutdown } from "../src/index.ts";
import { connect } from "./memory-client.ts";

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Asks a server that answers by `shutdown.probe` alone, or else by 404; resolves when the answer is complete. */
export async function probe(
  shutdown: Pick<Shutdown, "probe">,
  path = "/readyz",
  { method = "GET", headers = {} } = {},
): Promise<Answer> {
  const server = createServer((req, res) => {
    if (shutdown.probe(req, res)) return;
    res.statusCode = 404;
    res.end("the application");
  });
  const client = connect(server);
  client.send(path, { Connection: "close", ...headers }, method);
  await client.left;
  const [head = "", body = ""] = client.received.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), head, body };
}
