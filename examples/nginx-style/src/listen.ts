import type { Server } from "node:http";
import { addressFrom, urlOf } from "./address.ts";

/** Listens on HOST and PORT of the environment, and says where on stderr: stdout is the access log. */
export function listen(server: Server): void {
  const { host, port } = addressFrom({ host: "HOST", port: "PORT" }, { host: "0.0.0.0", port: 8080 });
  server.once("error", (error) => {
    process.stderr.write(`Cannot listen on ${host}:${port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen({ host, port }, () => {
    const address = server.address();
    if (address === null || typeof address === "string") return;
    process.stderr.write(`listening on ${urlOf({ host: address.address, port: address.port })}\n`);
  });
}
