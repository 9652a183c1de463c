import type { Socket } from "node:net";
import type { Host } from "../host.ts";
import { inBatches } from "../batches.ts";
import type { Connections } from "./connections.ts";

/**
 * Ends connections so that a client can tell: by a reset, never by a clean end that a truncated body could pass for.
 * Under TLS the reset goes to the TCP connection below.
 */
export function reset(connections: Connections, sockets: readonly Socket[], host: Host): Promise<void> {
  return inBatches(host, sockets, (socket) => {
    try {
      connections.transport(socket).resetAndDestroy();
    } catch {
      // Only TCP can be reset; the end of a Unix socket is an end all the same.
    }
    socket.destroy();
  });
}
