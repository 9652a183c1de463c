import { expectFunction, expectKeys, expectMs, expectName } from "./expectations.ts";
import type { Host } from "./host.ts";
import { never, within } from "./within.ts";

export interface CloseHookOptions {
  /** How long the hook may take, in milliseconds; default its share of the time that is left for all hooks. */
  readonly timeoutMs?: number;
}

interface CloseHook {
  readonly name: string;
  readonly hook: () => unknown;
  readonly timeoutMs: number | undefined;
}

/** What closes after the last request: pools, queues, telemetry. Last registered first, since it uses what came before. */
export class CloseHooks {
  readonly #host: Host;
  readonly #hooks: CloseHook[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  get count(): number {
    return this.#hooks.length;
  }

  add(name: string, hook: () => unknown, options: CloseHookOptions): void {
    expectName("name", name);
    expectFunction("hook", hook);
    expectKeys("options", options, ["timeoutMs"]);
    expectMs("timeoutMs", options.timeoutMs, 1);
    this.#hooks.push({ name, hook, timeoutMs: options.timeoutMs });
  }

  /** Calls every hook, one after the other; whatever one does, the next has its turn, and all end by `endAt`. */
  async run(endAt: number, failed: (name: string, error: unknown) => void): Promise<void> {
    for (let hook = this.#hooks.pop(); hook !== undefined; hook = this.#hooks.pop()) {
      const remainingMs = Math.max(0, endAt - this.#host.now());
      const limitMs = Math.min(remainingMs, hook.timeoutMs ?? remainingMs / (this.#hooks.length + 1));
      await this.#call(hook, limitMs, failed);
    }
  }

  async #call(
    { name, hook }: CloseHook,
    limitMs: number,
    failed: (name: string, error: unknown) => void,
  ): Promise<void> {
    const called = (async () => hook())();
    const errors: unknown[] = [];
    const ending = await within(this.#host, { ms: limitMs, unless: never }, () =>
      called.catch((error: unknown) => errors.push(error)),
    );
    if (errors.length > 0) failed(name, errors[0]);
    else if (ending !== "finished") failed(name, new Error(`not finished within ${Math.round(limitMs)} ms`));
  }
}
