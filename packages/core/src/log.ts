import type { Listener, ShutdownEvent } from "./events.ts";
import { type CutOff, describeWork, type InFlight, type Outcome } from "./outcome.ts";
import type { Phase } from "./phases.ts";

/** Takes one line at a time; the console, pino, winston and bunyan all have this shape. */
export interface Logger {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function summary({ reason, code, tookMs, requestsFinished, cutOff, failed, phases }: Outcome): string {
  const times = phases.map(({ phase, ms }) => `${phase} ${seconds(ms)}`).join(", ");
  return (
    `stopped (${reason}) in ${seconds(tookMs)} (${times}): ${count(requestsFinished, "request")} finished, ` +
    `${cutOff.length} cut off, ${count(failed.length, "hook")} failed; exit code ${code}`
  );
}

const ours = (line: string): string => `lameduck: ${line}`;

/** What is printed when the process exits in the middle of a shutdown, not by our doing. */
export function exitLines(
  code: number,
  phase: Phase,
  lost: readonly (InFlight | CutOff)[],
): readonly string[] {
  const requests = lost.filter((work) => "method" in work).length;
  const are = requests === 1 ? "1 request is" : `${requests} requests are`;
  return [
    ours(`the process exits with ${code} while ${phase}, ${are} lost`),
    ...lost.map((work) => ours(`lost: ${describeWork(work)}`)),
  ];
}

/** A logger that prints each line with our name before it. */
export function printingLogger(print: (line: string) => void): Logger {
  const line = (text: string): void => print(ours(text));
  return { info: line, warn: line, error: line };
}

/** The listener that turns events into log lines; silent until a shutdown begins. */
export function logTo(logger: Logger): Listener {
  return (event: ShutdownEvent): void => {
    switch (event.type) {
      case "admin listens":
        return;
      case "entered":
        if (event.phase === "draining" || event.phase === "closing") logger.info(event.phase);
        return;
      case "stopping":
        logger.info(
          `${event.reason}: leaving, ${seconds(event.graceMs)} of grace; ` +
            `${count(event.inFlight, "request")} in flight on ${count(event.connections, "connection")}`,
        );
        return;
      case "hurried":
        logger.warn(`${event.by}: hurrying, work in flight is given up`);
        return;
      case "cut off":
        for (const work of event.work) logger.error(`cut off: ${describeWork(work)}`);
        return;
      case "failed":
        logger.error(`${event.name} failed: ${reasonOf(event.error)}`);
        return;
      case "noticed":
        logger.warn(event.what);
        return;
      case "stopped":
        logger.info(summary(event.outcome));
        return;
      default:
        event satisfies never;
    }
  };
}
