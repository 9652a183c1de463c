import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import type { Program } from "./program.ts";
import { it, type Start } from "./programs.ts";

const example = (name: string): string =>
  fileURLToPath(new URL(`../../examples/other-work/src/${name}.ts`, import.meta.url));

const taking = (jobMs: number, graceSeconds: number): Start => ({
  environment: { JOB_MS: String(jobMs), LAMEDUCK_GRACE_PERIOD_SECONDS: String(graceSeconds) },
});

/** The jobs that the program has told to be begun, or done, in their order. */
function jobs({ stdout }: Program, what: "begun" | "done"): readonly string[] {
  return [...stdout.matchAll(new RegExp(`^(.+) ${what}$`, "gm"))].map(([, job = ""]) => job);
}

const programs = [
  { name: "queue-consumer", job: "job", lost: /cut off: emails: job 1 \(.*\n.*cut off: emails: job 2 / },
  { name: "timer", job: "report", lost: /cut off: report 1 / },
  {
    name: "worker-pool",
    job: "image",
    lost: /cut off: thumbnails: image 1 \(.*\n.*cut off: thumbnails: image 2 /,
  },
] as const;

describe.concurrent.for(programs)("examples/other-work: $name", ({ name, job, lost }) => {
  it("at SIGTERM finishes what it has begun, begins nothing new, and exits with 0", async ({
    start,
    expect,
  }) => {
    const program = start(example(name), taking(300, 30));
    await program.prints(new RegExp(`^${job} 1 done$`, "m"));
    await program.prints(new RegExp(`^${job} 3 begun$`, "m"));
    program.kill("SIGTERM");
    await program.logs(/SIGTERM: leaving/);
    const begunBefore = jobs(program, "begun");
    expect(await program.ended).toEqual([0, null]);
    // What was on its way in the pipe at the signal may have been begun before it.
    expect(jobs(program, "begun").length - begunBefore.length).toBeLessThanOrEqual(2);
    expect(new Set(jobs(program, "done"))).toEqual(new Set(jobs(program, "begun")));
    expect(program.stderr).toMatch(/0 cut off, 0 hooks failed; exit code 0\n$/);
    if (name === "queue-consumer") {
      expect(program.stdout).toContain(`${1_000 - jobs(program, "begun").length} jobs left to others\n`);
    }
  });

  it("cuts off what takes longer than the time there is, names it, and exits with 1", async ({
    start,
    expect,
  }) => {
    const program = start(example(name), taking(120_000, 1));
    await program.prints(new RegExp(`^${job} ${name === "timer" ? 1 : 2} begun$`, "m"));
    program.kill("SIGTERM");
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr).toMatch(lost);
    expect(jobs(program, "done")).toEqual([]);
  });
});
