/**
 * Where a service stands between its start and its end. Phases only ever go forward.
 *
 * | phase     | ready | serving | terminating | new connections       | ends when                                    |
 * | --------- | ----- | ------- | ----------- | --------------------- | -------------------------------------------- |
 * | starting  | no    | no      | no          | accepted              | every attached server listens, or `ready()`  |
 * | ready     | yes   | yes     | no          | accepted              | `stop()`: a signal, or the application       |
 * | lame-duck | no    | policy  | yes         | accepted              | it is safe to go, or the maximum has passed  |
 * | draining  | no    | no      | yes         | refused by the kernel | all work is finished, or its time is up      |
 * | closing   | no    | no      | yes         | refused               | the close hooks are done, or their time is up |
 * | stopped   | no    | no      | yes         | refused               | never                                        |
 */
export type Phase = (typeof PHASES)[number];

export const PHASES = ["starting", "ready", "lame-duck", "draining", "closing", "stopped"] as const;

/** What an EndpointSlice shows of us: `ready` is serving and not terminating (KEP-1672). */
export interface Conditions {
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** Tells whether `phase` comes before `other` on the way from `starting` to `stopped`. */
export function isBefore(phase: Phase, other: Phase): boolean {
  return PHASES.indexOf(phase) < PHASES.indexOf(other);
}

/** Derives the conditions from the phase and from whether a terminating server still answers its readiness. */
export function conditionsOf(
  phase: Phase,
  isServingWhileTerminating: boolean,
  isHealthy: boolean,
): Conditions {
  const isTerminating = !isBefore(phase, "lame-duck");
  const isServing = phase === "ready" || (phase === "lame-duck" && isServingWhileTerminating);
  return {
    ready: phase === "ready" && isHealthy,
    serving: isServing && isHealthy,
    terminating: isTerminating,
  };
}
