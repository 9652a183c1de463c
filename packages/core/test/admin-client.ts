import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Shutdown } from "../src/index.ts";

/** Asks a port of this machine once, over a connection of its own; rejects when it is refused. */
export async function ask(
  port: number,
  path: string,
  method = "GET",
): Promise<{ status: number; body: string }> {
  const asking = request({ port, path, method, host: "127.0.0.1", agent: false }).end();
  const [answer] = (await once(asking, "response")) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, body: await text(answer) };
}

/** Resolves when the admin listener is there, to where it is. */
export function adminOf(shutdown: Pick<Shutdown, "on">): Promise<{ host: string; port: number }> {
  return new Promise((resolve) => {
    const off = shutdown.on((event) => {
      if (event.type !== "admin listens") return;
      off();
      resolve({ host: event.host, port: event.port });
    });
  });
}
