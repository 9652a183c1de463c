import type { Drainable } from "../src/index.ts";
import type { FakeHost } from "./fake-host.ts";

/** A drainable that writes down when each of its verbs is called. */
export function noting(
  timeline: string[],
  host: FakeHost,
  name: string,
  drain: Promise<void> = Promise.resolve(),
): Drainable {
  const note = (verb: string): void => void timeline.push(`${host.now()} ${name}: ${verb}`);
  return {
    name,
    discourage: () => note("discourage"),
    async drain() {
      note("drain");
      await drain;
      note("drained");
    },
    cutOff: () => note("cut off"),
  };
}
