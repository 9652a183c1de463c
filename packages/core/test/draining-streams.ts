import { EventStreams } from "../src/event-streams.ts";
import type { EventStreamOptions } from "../src/index.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeStream } from "./fake-stream.ts";

interface DrainingStreams {
  readonly host: FakeHost;
  readonly streams: EventStreams;
  readonly hurry: AbortController;
  /** When they were drained. */
  readonly told: string[];
  readonly drain: (spreadMs?: number) => void;
  readonly add: (options?: EventStreamOptions, stream?: FakeStream) => FakeStream;
}

/** Streams, and the stop that ends them. */
export function drainingStreams(random: readonly number[] = []): DrainingStreams {
  const host = new FakeHost({ random });
  const streams = new EventStreams(host);
  const hurry = new AbortController();
  const told: string[] = [];
  const drain = (spreadMs = 0): void => {
    const time = { lingerMs: 0, spreadMs, unless: hurry.signal };
    void streams.drain(time).then(() => told.push(`drained at ${host.now()}`));
  };
  const add = (options: EventStreamOptions = {}, stream = new FakeStream()): FakeStream => {
    streams.add(stream, options);
    return stream;
  };
  return { host, streams, hurry, told, drain, add };
}
