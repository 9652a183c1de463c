import type { Host } from "./host.ts";

/** Fires at no time: for work that is limited by time alone. */
export const never: AbortSignal = new AbortController().signal;

export type Ending = "finished" | "hurried" | "out of time";

/** Resolves after `ms` milliseconds, or as soon as `cut` fires. */
export function sleep(host: Host, ms: number, cut: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (cut.aborted || ms <= 0) return resolve();
    const awake = (): void => {
      cancel();
      cut.removeEventListener("abort", awake);
      resolve();
    };
    const cancel = host.after(ms, awake);
    cut.addEventListener("abort", awake);
  });
}

/**
 * The only race in the library: work against time against impatience; tells which of them won.
 * The work gets a signal that fires when the race is over, so that nothing it started outlives it.
 * Work that fails counts as finished: the caller has its error from the work itself.
 */
export function within(
  host: Host,
  limit: { readonly ms: number; readonly unless: AbortSignal },
  work: (over: AbortSignal) => Promise<unknown>,
): Promise<Ending> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (ending: Ending): void => {
      if (over.signal.aborted) return;
      cancel();
      limit.unless.removeEventListener("abort", hurried);
      over.abort();
      resolve(ending);
    };
    const hurried = (): void => end("hurried");
    const cancel = host.after(Math.max(0, limit.ms), () => end("out of time"));
    limit.unless.addEventListener("abort", hurried);
    if (limit.unless.aborted) return hurried();
    work(over.signal).then(
      () => end("finished"),
      () => end("finished"),
    );
  });
}

/** What arrived while the event loop was blocked is seen after some turns: one accepts a connection, the next reads. */
const turnsToSee = 4;

/** Resolves when the event loop has polled, and what had arrived by now has been seen. */
export async function seen(host: Host): Promise<void> {
  for (let turn = 0; turn < turnsToSee; turn += 1) {
    await new Promise<void>((resolve) => host.afterTurn(resolve));
  }
}
