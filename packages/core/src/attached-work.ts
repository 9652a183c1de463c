import type { Attached, Drainable } from "./drainable.ts";
import type { Host } from "./host.ts";
import type { CutOff } from "./outcome.ts";

/** A drainable of the application's own, whose verbs may throw, reject, hang or return anything. */
export class AttachedWork implements Attached {
  readonly #drainable: Drainable;
  readonly #host: Host;
  readonly #failed: (name: string, error: unknown) => void;
  #isDiscouraged = false;
  #drainingSince = 0;
  #isDrained = false;

  constructor(drainable: Drainable, host: Host, failed: (name: string, error: unknown) => void) {
    this.#drainable = drainable;
    this.#host = host;
    this.#failed = failed;
  }

  /** What a listener of the lame duck attaches is told twice: by `attach` and by the script. */
  discourage(): void {
    if (this.#isDiscouraged) return;
    this.#isDiscouraged = true;
    void this.#call("discourage");
  }

  async drain(): Promise<void> {
    this.#drainingSince = this.#host.now();
    await this.#call("drain");
    this.#isDrained = true;
  }

  cutOff(): readonly CutOff[] {
    if (this.#isDrained) return [];
    const { name } = this.#drainable;
    const atLeastMs = this.#host.now() - this.#drainingSince;
    const lost = this.#lost().map((what) => `${name}: ${what}`);
    return (lost.length > 0 ? lost : [name]).map((each) => ({ kind: "work", name: each, atLeastMs }));
  }

  release(): void {}

  /** What the drainable itself says of the work that is lost. */
  #lost(): readonly string[] {
    try {
      const lost: unknown = this.#drainable.cutOff?.();
      if (Array.isArray(lost)) return lost.map(String);
      // It goes on ending things; nobody waits, but its failure must not end the process.
      Promise.resolve(lost).catch((error: unknown) => this.#fail("cutOff", error));
    } catch (error) {
      this.#fail("cutOff", error);
    }
    return [];
  }

  async #call(verb: "discourage" | "drain"): Promise<void> {
    try {
      await this.#drainable[verb]?.();
    } catch (error) {
      this.#fail(verb, error);
    }
  }

  #fail(verb: string, error: unknown): void {
    this.#failed(`${verb} of "${this.#drainable.name}"`, error);
  }
}
