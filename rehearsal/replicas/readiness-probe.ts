import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const PERIOD_MS = 500;
const TIMEOUT_MS = 1_000;

/** Probes as a kubelet does, each time on a new connection, and reports each answer until the signal fires. */
export async function probeReadiness(
  { host, port }: { readonly host: string; readonly port: number },
  ended: AbortSignal,
  report: (isServing: boolean) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: false });
  while (!ended.aborted) {
    const isServing = await answersReady(agent, host, port);
    if (ended.aborted) return;
    report(isServing);
    await sleep(PERIOD_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

async function answersReady(agent: Agent, host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { "user-agent": "kube-probe/1.35", accept: "*/*", connection: "close" };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const req = get({ agent, host, port, path: "/readyz", headers, signal }, (res) => {
      res.on("error", () => resolve(false));
      res.resume();
      resolve(res.statusCode !== undefined && res.statusCode >= 200 && res.statusCode < 400);
    });
    req.on("error", () => resolve(false));
  });
}
