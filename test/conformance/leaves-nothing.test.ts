import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, it } from "vitest";

const program = fileURLToPath(new URL("./programs/leaves-nothing.ts", import.meta.url));
const flags = ["--conditions=@lameduck/source", "--expose-gc", program];

interface Report {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly left: number;
  readonly signalsLeft: number;
}

describe.concurrent.for([
  ["with", ""],
  ["without", "off"],
] as const)("a process in which servers were stopped (%s Node's private fields)", ([, fields]) => {
  it("ends by itself, with no listener, server, shutdown or request's signal left in it", async ({
    expect,
  }) => {
    const env = { ...process.env, LAMEDUCK_PRIVATE_FIELDS: fields, KUBERNETES_SERVICE_HOST: "" };
    // Rejects when the process does not end in time, and when it does not exit with 0.
    const options = { env, timeout: 25_000, killSignal: "SIGKILL" } as const;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, flags, options);
    const report = JSON.parse(stdout) as Report;
    expect(report.after).toEqual(report.before);
    expect([report.left, report.signalsLeft]).toEqual([0, 0]);
    expect(stderr).toBe("");
  });
});
