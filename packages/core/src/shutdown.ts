import type { CloseHooks } from "./close-hooks.ts";
import type { Attached, AttachedServer } from "./drainable.ts";
import type { Events } from "./events.ts";
import type { Host } from "./host.ts";
import type { CutOff, Outcome } from "./outcome.ts";
import type { Patience } from "./patience.ts";
import type { Phase } from "./phases.ts";
import type { Quiet } from "./quiet.ts";
import type { Journal } from "./journal.ts";
import type { RequestSignals } from "./request-signals.ts";
import { deadlines, type Timetable } from "./timetable.ts";
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
  readonly attached: () => readonly Attached[];
  /** Those of them to which strangers come. */
  readonly servers: () => readonly AttachedServer[];
  /** What has to be finished besides. */
  readonly work: Pick<Attached, "drain" | "cutOff">;
  readonly enter: (phase: Phase) => void;
}

/** The whole shutdown, from its first moment to the outcome, in the order of its lines. */
export async function shutDown(circumstances: Circumstances): Promise<Outcome> {
  const { host, timetable, journal, patience, signals, hooks, attached, servers, enter } = circumstances;

  enter("lame-duck");
  signals.fire("leaving", requestsOf(servers()));
  for (const each of attached()) each.discourage(timetable.minimumMs);
  const lameDuck = { ms: timetable.maximumMs, unless: patience.forStrangers };
  await within(host, lameDuck, (over) => safeToGo(circumstances, over));

  enter("draining");
  const cutOff = await finishOrCutOff(circumstances, drain(circumstances));

  enter("closing");
  await hooks.run(journal.beganAt + timetable.endAt, journal.failed);

  enter("stopped");
  const requestsFinished = servers().reduce((sum, { finishedCount }) => sum + finishedCount, 0);
  return journal.outcome(requestsFinished, cutOff);
}

/** Resolves when newcomers may be refused: the data plane has had its time to learn of us, and nobody new comes. */
async function safeToGo(
  { host, timetable, quiet, servers }: Circumstances,
  over: AbortSignal,
): Promise<void> {
  // Without a server nobody new can come.
  if (servers().length === 0) return;
  // Asked once, at the beginning: later everyone may be gone for a moment because we told them to connect anew.
  const isAnybodyThere = servers().some(({ connectionCount }) => connectionCount > 0);
  if (timetable.isOverWhenAlone && !isAnybodyThere) return;
  await sleep(host, timetable.minimumMs, over);
  await quiet.lasted(timetable.quietMs, over);
}

/** Resolves when all that is attached is finished, and then all other work: a request may have left some behind. */
async function drain({
  host,
  timetable,
  journal,
  patience,
  hooks,
  attached,
  work,
}: Circumstances): Promise<void> {
  const leftMs = journal.beganAt + deadlines(timetable, hooks.count > 0).giveUpAt - host.now();
  const time = {
    lingerMs: timetable.lingerMs,
    // The other half is for those who take their time to answer.
    spreadMs: Math.max(0, leftMs / 2),
    unless: patience.forIdle,
  };
  await Promise.allSettled(attached().map((each) => each.drain(time)));
  await work.drain(time);
}

/** Waits for what has begun; when its time is up it is told so, then cut off and named. */
async function finishOrCutOff(
  { host, timetable, events, journal, signals, patience, hooks, attached, servers, work }: Circumstances,
  drained: Promise<void>,
): Promise<readonly CutOff[]> {
  const { giveUpAt, deadlineAt } = deadlines(timetable, hooks.count > 0);
  const isFinishedBy = async (at: number): Promise<boolean> => {
    const ms = journal.beganAt + at - host.now();
    return (await within(host, { ms, unless: patience.forWork }, () => drained)) === "finished";
  };
  if (await isFinishedBy(giveUpAt)) return [];
  signals.fire("deadline", requestsOf(servers()));
  if (await isFinishedBy(deadlineAt)) return [];
  // Whoever answered at the deadline's signal has answered by the next turn.
  await new Promise<void>((resolve) => host.afterTurn(resolve));
  const cutOff = [...attached(), work].flatMap((each) => each.cutOff());
  if (cutOff.length > 0) events.tell({ type: "cut off", work: cutOff });
  await within(host, { ms: timetable.cutOffMs, unless: never }, () => drained);
  return cutOff;
}

function requestsOf(servers: readonly AttachedServer[]): object[] {
  return servers.flatMap((server) => [...server.requests()]);
}
