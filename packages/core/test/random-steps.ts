import * as fc from "fast-check";
import { type DrainableChoices, drainables } from "./random-drainable.ts";
import { type Ending, endings, someMs } from "./random-ending.ts";
import { type StreamChoices, streams } from "./random-stream.ts";
import { type ClientChoices, webSocketClients } from "./random-web-sockets.ts";

const plain = ["ready", "stop", "dispose", "break a listener", "leave", "listen", "close a server"] as const;

export type Step =
  | { readonly do: (typeof plain)[number] }
  | { readonly do: "attach"; readonly isListening: boolean }
  | { readonly do: "signal"; readonly signal: NodeJS.Signals }
  | { readonly do: "work" | "hook" | "request"; readonly ending: Ending }
  | { readonly do: "stream"; readonly stream: StreamChoices }
  | { readonly do: "drainable"; readonly drainable: DrainableChoices }
  | { readonly do: "web sockets"; readonly clients: readonly ClientChoices[] }
  | { readonly do: "web socket"; readonly client: ClientChoices }
  | { readonly do: "wait"; readonly ms: number };

/** What may happen to a service, in any order. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom(...plain) }),
    { weight: 3, arbitrary: fc.record({ do: fc.constant("attach" as const), isListening: fc.boolean() }) },
    fc.record({
      do: fc.constant("signal" as const),
      signal: fc.constantFrom("SIGTERM" as const, "SIGINT" as const),
    }),
    fc.record({ do: fc.constantFrom("work" as const, "hook" as const, "request" as const), ending: endings }),
    fc.record({ do: fc.constant("stream" as const), stream: streams }),
    fc.record({ do: fc.constant("drainable" as const), drainable: drainables }),
    fc.record({
      do: fc.constant("web sockets" as const),
      clients: fc.array(webSocketClients, { maxLength: 3 }),
    }),
    fc.record({ do: fc.constant("web socket" as const), client: webSocketClients }),
    fc.record({ do: fc.constant("wait" as const), ms: someMs }),
  ),
  { maxLength: 25, size: "medium" },
);
