/** A moment as seconds since the SIGTERM, such as `+1.25 s` and `-0.50 s`; before there was one, since the beginning. */
export function secondsSince(terminatedAtMs: number | undefined, atMs: number): string {
  const hundredths = Math.round((atMs - (terminatedAtMs ?? 0)) / 10);
  const sign = terminatedAtMs !== undefined && hundredths > 0 ? "+" : "";
  return `${sign}${(hundredths / 100).toFixed(2)} s`;
}
