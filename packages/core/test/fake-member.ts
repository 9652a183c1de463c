import { type Member, SignalDispatcher } from "../src/on-signals.ts";
import { FakeHost } from "./fake-host.ts";

export interface FakeMember extends Member {
  readonly told: string[];
  readonly done: PromiseWithResolvers<number>;
}

/** One shutdown of a process, as the signals see it; it writes down what it was told. */
export function member(options: Partial<Pick<Member, "signals" | "exits">> = {}): FakeMember {
  const told: string[] = [];
  const done = Promise.withResolvers<number>();
  return {
    signals: ["SIGTERM", "SIGINT"],
    exits: true,
    ...options,
    told,
    done,
    stop: (signal) => {
      told.push(`stop by ${signal}`);
      return done.promise;
    },
    hurry: (signal) => void told.push(`hurry by ${signal}`),
    exiting: (code) => void told.push(`exiting with ${code}`),
  };
}

/** A process with these shutdowns. */
export function dispatcherOf(...members: readonly Member[]) {
  const host = new FakeHost();
  const dispatcher = SignalDispatcher.of(host);
  for (const one of members) dispatcher.join(one);
  return { host, dispatcher };
}
