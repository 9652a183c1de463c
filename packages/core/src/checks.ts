import { expectFunction, expectKeys, expectMs, expectName } from "./expectations.ts";
import type { Host } from "./host.ts";
import { never, within } from "./within.ts";

export interface CheckOptions {
  /** A check that takes longer has failed, in milliseconds; default 900, as kubelet waits for 1 s. */
  readonly timeoutMs?: number;
  /** How long a result is used again, in milliseconds; default 1_000. */
  readonly cacheMs?: number;
}

/** `ok`, or `failed`: the reason goes to the events, since a probe may be answered to strangers. */
export type CheckResult = "ok" | "failed";

interface Check {
  readonly name: string;
  readonly check: () => unknown;
  readonly timeoutMs: number;
  readonly cacheMs: number;
  running: Promise<void> | undefined;
  result: CheckResult;
  freshUntil: number;
}

/** The application's readiness checks; one passes unless it throws, rejects, returns false or takes too long. */
export class Checks {
  readonly #host: Host;
  readonly #failed: (name: string, error: unknown) => void;
  readonly #checks = new Map<string, Check>();

  constructor(host: Host, failed: (name: string, error: unknown) => void) {
    this.#host = host;
    this.#failed = failed;
  }

  add(name: string, check: () => unknown, options: CheckOptions): void {
    expectName("name", name);
    expectFunction("check", check);
    expectKeys("options", options, ["timeoutMs", "cacheMs"]);
    expectMs("timeoutMs", options.timeoutMs, 1);
    expectMs("cacheMs", options.cacheMs);
    if (this.#checks.has(name))
      throw new Error(`There is a check named \`${name}\` already: give each its own name`);
    const { timeoutMs = 900, cacheMs = 1_000 } = options;
    const freshUntil = Number.NEGATIVE_INFINITY;
    this.#checks.set(name, { name, check, timeoutMs, cacheMs, running: undefined, result: "ok", freshUntil });
  }

  /** Whether every check passed when it was last run; true before that. */
  get areAllOk(): boolean {
    return [...this.#checks.values()].every(({ result }) => result === "ok");
  }

  /** Runs the checks whose results are too old, side by side, and tells the results of all. */
  async run(): Promise<Readonly<Record<string, CheckResult>>> {
    const checks = [...this.#checks.values()];
    await Promise.all(checks.map((check) => this.#refresh(check)));
    return Object.fromEntries(checks.map(({ name, result }) => [name, result]));
  }

  /** Probes that come while a check runs share its run. */
  async #refresh(check: Check): Promise<void> {
    if (check.running === undefined && this.#host.now() >= check.freshUntil) {
      check.running = this.#run(check).finally(() => (check.running = undefined));
    }
    await check.running;
  }

  async #run(check: Check): Promise<void> {
    const errors: unknown[] = [];
    const limit = { ms: check.timeoutMs, unless: never };
    const ending = await within(this.#host, limit, async () => {
      try {
        if ((await check.check()) === false) errors.push(new Error("returned false"));
      } catch (error) {
        errors.push(error);
      }
    });
    if (ending !== "finished") errors.push(new Error(`not finished within ${check.timeoutMs} ms`));
    const result = errors.length > 0 ? "failed" : "ok";
    // Told when it changes, not at every probe.
    if (result === "failed" && check.result === "ok") this.#failed(`check "${check.name}"`, errors[0]);
    check.result = result;
    check.freshUntil = this.#host.now() + check.cacheMs;
  }
}
