import * as fc from "fast-check";
import type { Drainable } from "../src/index.ts";
import { ended, type Ending, endings, type World } from "./random-ending.ts";
import { forever } from "./service.ts";

type Verb = "discourage" | "drain" | "cutOff";

const cuts = [
  "names",
  "nothing",
  "no names",
  "throws",
  "rejects",
  "hangs",
  "ends the rest",
  "names badly",
] as const;

/** What an application's drainable does at each of its verbs; without one, it has none. */
export interface DrainableChoices {
  readonly drain: Ending;
  readonly discourage: Ending | undefined;
  readonly cutOff: (typeof cuts)[number] | undefined;
}

export const drainables: fc.Arbitrary<DrainableChoices> = fc.record({
  drain: endings,
  discourage: fc.option(endings, { nil: undefined }),
  cutOff: fc.option(fc.constantFrom(...cuts), { nil: undefined }),
});

/** Makes a drainable that does as chosen, and notes which of its verbs were called. */
export function drainable(
  name: string,
  { drain, discourage, cutOff }: DrainableChoices,
  world: World,
  called: (verb: Verb) => void,
): Drainable {
  const rest = Promise.withResolvers<void>();
  const throws = (verb: Verb): Error => {
    world.thrown.push(`${verb} of "${name}"`);
    return new Error("broken");
  };
  const act = (verb: Verb, ending: Ending): Promise<void> => {
    if (ending.how === "badly" && ending.ms < 100) throw throws(verb);
    return ended(ending, world).catch(() => Promise.reject(throws(verb)));
  };
  const cut = (): unknown => {
    switch (cutOff) {
      case "names":
        return ["one", "two"];
      case "no names":
        return [];
      case "hangs":
        return forever;
      case "ends the rest":
        return rest.resolve();
      case "rejects":
        return Promise.reject(throws("cutOff"));
      case "throws":
        throw throws("cutOff");
      case "names badly":
        throws("cutOff");
        // It has no `toString`.
        return [Object.create(null)];
      case "nothing":
      case undefined:
        return undefined;
      default:
        return cutOff satisfies never;
    }
  };
  return {
    name,
    drain() {
      called("drain");
      const end = world.begun.begin(...(cutOff === "names" ? [`${name}: one`, `${name}: two`] : [name]));
      try {
        const work = cutOff === "ends the rest" ? rest.promise : act("drain", drain);
        work.then(end, end);
        return work;
      } catch (error) {
        end();
        throw error;
      }
    },
    ...(discourage !== undefined && {
      discourage() {
        called("discourage");
        return act("discourage", discourage);
      },
    }),
    ...(cutOff !== undefined && {
      cutOff() {
        called("cutOff");
        return cut();
      },
    }),
  };
}
