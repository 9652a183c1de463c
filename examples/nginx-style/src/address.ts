/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads an address from two variables of the environment; a port that is none ends the process with one sentence. */
export function addressFrom(
  { host, port }: { readonly host: string; readonly port: string },
  otherwise: Address,
): Address {
  const number = process.env[port] ?? String(otherwise.port);
  if (!/^\d{1,5}$/.test(number) || Number(number) > 65_535) {
    process.stderr.write(`Expected ${port} to be a number from 0 to 65535, got \`${number}\`\n`);
    process.exit(1);
  }
  return { host: process.env[host] ?? otherwise.host, port: Number(number) };
}

/** For example `http://127.0.0.1:8080` and `http://[::1]:8080`. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
