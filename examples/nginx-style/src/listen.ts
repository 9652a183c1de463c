import type { Server } from "node:http";

/** Listens on HOST and PORT of the environment, and says where on stderr: stdout is the access log. */
export function listen(server: Server): void {
  const host = process.env["HOST"] ?? "0.0.0.0";
  const port = process.env["PORT"] ?? "8080";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    fail(`Expected PORT to be a number from 0 to 65535, got \`${port}\``);
  }
  server.once("error", (error) => fail(`Cannot listen on ${host}:${port}: ${error.message}`));
  server.listen({ host, port: Number(port) }, () => {
    const address = server.address();
    if (address === null || typeof address === "string") return;
    const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
    process.stderr.write(`listening on http://${name}:${address.port}\n`);
  });
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
