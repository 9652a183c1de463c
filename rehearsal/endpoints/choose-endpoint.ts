import type { SeededRandom } from "../seeded-random.ts";
import type { Endpoint } from "./endpoint.ts";

/** One of those that are ready; if there is none, one that is terminating but still serving, as kube-proxy does. */
export function chooseEndpoint(endpoints: readonly Endpoint[], random: SeededRandom): Endpoint | undefined {
  const ready = endpoints.filter(({ conditions }) => conditions.ready);
  const leaving = endpoints.filter(({ conditions }) => conditions.serving && conditions.terminating);
  return random.pick(ready.length > 0 ? ready : leaving);
}
