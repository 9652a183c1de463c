import type { IncomingMessage } from "node:http";
import type { CloseHooks } from "./close-hooks.ts";
import type { Drainable } from "./drainable.ts";
import type { Events } from "./events.ts";
import type { Host } from "./host.ts";
import type { CutOff, Outcome } from "./outcome.ts";
import type { Patience } from "./patience.ts";
import type { Phase } from "./phases.ts";
import type { Quiet } from "./quiet.ts";
import type { Journal } from "./journal.ts";
import type { RequestSignals } from "./request-signals.ts";
import type { Timetable } from "./timetable.ts";
import { never, sleep, within } from "./within.ts";

/** What a shutdown works with. */
export interface Circumstances {
  readonly host: Host;
  readonly timetable: Timetable;
  readonly events: Events;
  readonly journal: Journal;
  readonly signals: RequestSignals;
  readonly patience: Patience;
  readonly quiet: Quiet;
  readonly hooks: CloseHooks;
  /** All that is attached by now: more may come during the lame duck. */
  readonly drainables: () => readonly Drainable[];
  readonly enter: (phase: Phase) => void;
}

/** How long connections may take to be gone once they were cut off. */
const cutOffMs = 500;

/** The whole shutdown, from its first moment to the outcome, in the order of its lines. */
export async function shutDown(circumstances: Circumstances): Promise<Outcome> {
  const { host, timetable, journal, patience, signals, hooks, drainables, enter } = circumstances;

  enter("lame-duck");
  signals.fire("leaving", requestsOf(drainables()));
  for (const drainable of drainables()) drainable.discourage(timetable.minimumMs);
  const lameDuck = { ms: timetable.maximumMs, unless: patience.forStrangers };
  await within(host, lameDuck, (over) => safeToGo(circumstances, over));

  enter("draining");
  const drained = drainables().map((drainable) => drainable.drain(timetable.lingerMs, patience.forIdle));
  const cutOff = await finishOrCutOff(circumstances, Promise.allSettled(drained));

  enter("closing");
  await hooks.run(journal.beganAt + timetable.endAt, journal.failed);

  enter("stopped");
  const requestsFinished = drainables().reduce((sum, { finishedCount }) => sum + finishedCount, 0);
  return journal.outcome(requestsFinished, cutOff);
}

/** Resolves when newcomers may be refused: the data plane has had its time to learn of us, and nobody new comes. */
async function safeToGo({ host, timetable, quiet }: Circumstances, over: AbortSignal): Promise<void> {
  await sleep(host, timetable.minimumMs, over);
  const isQuiet = quiet.lasted(timetable.quietMs, over);
  await (timetable.isOverWhenAlone ? Promise.race([isQuiet, quiet.alone()]) : isQuiet);
}

/** Waits for the work that has begun; when its time is up it is told so, then cut off and named. */
async function finishOrCutOff(
  { host, timetable, events, journal, signals, patience, drainables }: Circumstances,
  drained: Promise<unknown>,
): Promise<readonly CutOff[]> {
  const isFinishedBy = async (at: number): Promise<boolean> => {
    const ms = journal.beganAt + at - host.now();
    return (await within(host, { ms, unless: patience.forWork }, () => drained)) === "finished";
  };
  if (await isFinishedBy(timetable.giveUpAt)) return [];
  signals.fire("deadline", requestsOf(drainables()));
  if (await isFinishedBy(timetable.deadlineAt)) return [];
  // Whoever answered at the deadline's signal has answered by the next turn.
  await new Promise<void>((resolve) => host.afterTurn(resolve));
  const cutOff = drainables().flatMap((drainable) => drainable.cutOff());
  if (cutOff.length > 0) events.tell({ type: "cut off", work: cutOff });
  await within(host, { ms: cutOffMs, unless: never }, () => drained);
  return cutOff;
}

function requestsOf(drainables: readonly Drainable[]): IncomingMessage[] {
  return drainables.flatMap((drainable) => [...drainable.requests()]);
}
