import { once } from "node:events";
import { createServer } from "node:net";

/** An address for each replica: 127.0.0.11 and so on, as Pods have; where those do not exist (macOS), 127.0.0.1 for all. */
export async function loopbackAddresses(count: number): Promise<string[]> {
  const own = Array.from({ length: count }, (_, index) => `127.0.0.${index + 11}`);
  const usable = await Promise.all(own.map((address) => canListenOn(address)));
  return usable.every(Boolean) ? own : own.map(() => "127.0.0.1");
}

async function canListenOn(host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port: 0 });
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
