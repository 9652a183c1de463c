import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

/** What fills the machine or measures it, a file at a time: beside others it would measure those. */
const alone = [
  "test/protocol/**/*.test.ts",
  "test/event-streams/spread.test.ts",
  "test/web-sockets/{many-clients,large-messages}.test.ts",
];

export default defineConfig({
  // Workspace packages resolve to their src/*.ts: no build before a test.
  ssr: { resolve: { conditions: ["@lameduck/source", ...defaultServerConditions] } },
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    pool: "forks",
    // Most tests wait for sockets and processes, so more files than cores run side by side.
    maxWorkers: 4,
    testTimeout: 30_000,
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/test/**/*.test.ts",
            "rehearsal/test/**/*.test.ts",
            "test/architecture/**/*.test.ts",
          ],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "sockets",
          include: [
            "test/conformance/**/*.test.ts",
            "test/examples/**/*.test.ts",
            "test/event-streams/**/*.test.ts",
            "test/web-sockets/**/*.test.ts",
          ],
          exclude: alone,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "process",
          include: ["test/process/**/*.test.ts", "test/readme/**/*.test.ts", "test/browser/**/*.test.ts"],
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/test/**/*.test-d.ts"],
            tsconfig: "tsconfig.json",
            checker: "tsc",
          },
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
