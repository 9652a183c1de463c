import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/** Prints "N passed, N failed" alone on the last line, for whoever reads only that. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      const results = [...module.children.allTests()].map((test) => test.result().state);
      passed += results.filter((state) => state === "passed").length;
      failed += results.filter((state) => state === "failed").length;
      // With a filter of vitest's on the command line.
      skipped += results.filter((state) => state !== "passed" && state !== "failed").length;
      // A file that did not load, or failed outside of its tests, is one failure more.
      if (module.state() === "failed" && (results.length === 0 || module.errors().length > 0)) failed += 1;
    }
    if (reason === "failed" && failed === 0) failed = 1;
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    process.on("exit", () => process.stdout.write(`${line}\n`));
  }
}
