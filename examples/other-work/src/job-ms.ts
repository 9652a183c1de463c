/** How long a job takes, from the environment's JOB_MS; default 400. */
export function jobMs(): number {
  const ms = Number(process.env["JOB_MS"] ?? 400);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  process.stderr.write(`Expected JOB_MS to be a number of milliseconds, got \`${process.env["JOB_MS"]}\`\n`);
  return process.exit(1);
}
