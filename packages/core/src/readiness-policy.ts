import type { Surroundings } from "./environment.ts";
import { DEFAULTS, type ReadinessPolicy } from "./options.ts";

/**
 * Whether readiness is answered by 200 during the lame duck. In Kubernetes an endpoint is not ready from the deletion on,
 * and `serving` keeps it as a fallback (KEP-1669); elsewhere the probe is the only voice that a load balancer hears.
 */
export function servesWhileTerminating(
  policy: ReadinessPolicy | undefined,
  { isKubernetes }: Surroundings,
): boolean {
  const asked = policy ?? DEFAULTS.readiness;
  return asked === "auto" ? isKubernetes : asked === "while-serving";
}
