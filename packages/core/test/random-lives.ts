import * as fc from "fast-check";
import { RandomLife } from "./random-life.ts";
import { type Step, steps } from "./random-steps.ts";
import { seed } from "./seed.ts";
import { inKubernetes } from "./service.ts";

const graceMs = { elsewhere: 6_000, kubernetes: 30_000 };

/** Lives a life, and has it stopped in the end. */
async function lived(isKubernetes: boolean, life: readonly Step[]): Promise<RandomLife> {
  const service = isKubernetes
    ? new RandomLife({}, inKubernetes)
    : new RandomLife({ gracePeriodMs: graceMs.elsewhere, lingerMs: 1_000 }, {});
  for (const step of life) await service.take(step);
  if (service.host.exits.length === 0) service.stop();
  await service.host.advance(graceMs.kubernetes);
  return service;
}

const lives = fc.tuple(fc.boolean(), steps);

/** Checks it for random lives that are over, in Kubernetes and elsewhere. */
export function holds(check: (service: RandomLife, graceMs: number) => void, numRuns = 500): Promise<void> {
  const property = fc.asyncProperty(lives, async ([isKubernetes, life]) => {
    check(await lived(isKubernetes, life), isKubernetes ? graceMs.kubernetes : graceMs.elsewhere);
  });
  return fc.assert(property, { seed, numRuns });
}
