import { fileURLToPath } from "node:url";
import type { Program } from "../process/program.ts";
import type { Start } from "../process/programs.ts";

/** A replica of the example in nginx's manner, by the addresses that it prints. */
export interface Replica {
  readonly program: Program;
  readonly siteUrl: string;
  readonly statusUrl: string;
}

/** With this grace period the lame duck lasts 2.8 s or a bit longer, and work may go on for 7 s. */
const environment = {
  HOST: "127.0.0.1",
  PORT: "0",
  ADMIN_PORT: "0",
  KUBERNETES_SERVICE_HOST: "127.0.0.1",
  LAMEDUCK_GRACE_PERIOD_SECONDS: "8",
};

/** Starts `server` (Express) or `koa-server`, and resolves when it listens. */
export async function startReplica(
  start: (name: string, how?: Start) => Program,
  name = "server",
): Promise<Replica> {
  const path = fileURLToPath(new URL(`../../examples/nginx-style/src/${name}.ts`, import.meta.url));
  const program = start(path, { environment });
  const [, statusUrl = ""] = await program.logs(/^status page on (\S+)\n/m);
  const [, siteUrl = ""] = await program.logs(/^listening on (\S+)\n/m);
  return { program, siteUrl, statusUrl };
}
