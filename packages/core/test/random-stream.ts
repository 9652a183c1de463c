import type { ServerResponse } from "node:http";
import * as fc from "fast-check";
import type { MemoryClient } from "./memory-client.ts";
import { ended, type Ending, endings, type World } from "./random-ending.ts";

/** How a stream of events is written: whole events, halves, or an event that is never finished. */
export interface StreamChoices {
  readonly writes: "whole" | "in halves" | "stuck";
  readonly everyMs: number;
  /** How the application itself ends it. */
  readonly ending: Ending;
  /** Whether it is handed over before its head is written. */
  readonly isEarly: boolean;
}

export const streams: fc.Arbitrary<StreamChoices> = fc.record({
  writes: fc.constantFrom<StreamChoices["writes"][]>("whole", "in halves", "stuck"),
  everyMs: fc.integer({ min: 50, max: 3_000 }),
  ending: fc.oneof(fc.constant<Ending>({ how: "never", ms: 0 }), endings),
  isEarly: fc.boolean(),
});

/** A stream that the shutdown has ended, and what its client was sent. */
export interface EndedStream {
  readonly client: MemoryClient;
  readonly choices: StreamChoices;
}

/** Answers by a stream of events, and tells when somebody else than the application ends it. */
export function streamEvents(
  res: ServerResponse,
  choices: StreamChoices,
  world: World,
  endedByUs: () => void,
): void {
  const { shutdown } = world;
  if (choices.isEarly) shutdown.eventStream(res);
  res.writeHead(200, { "Content-Type": "text/event-stream" });
  if (!choices.isEarly) shutdown.eventStream(res);
  let isOver = false;
  res.on("finish", () => {
    if (!isOver) endedByUs();
  });
  const end = (): void => {
    isOver = true;
    res.end();
  };
  void ended(choices.ending, world).then(end, end);
  // It goes on also when the shutdown has ended the stream, as an application does that was not told.
  const write = (text: string): void => {
    if (!isOver) res.write(text);
  };
  const writeEvents = (left: number): void => {
    write(choices.writes === "whole" ? "data: event\n\n" : "data: ev");
    if (choices.writes === "in halves") world.after(choices.everyMs / 2, () => write("ent\n\n"));
    if (left > 0) world.after(choices.everyMs, () => writeEvents(left - 1));
  };
  writeEvents(20);
}
