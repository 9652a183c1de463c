import { defineConfig } from "vitest/config";
import config from "./vitest.config.ts";

/** `npm run test:fuzz`: random bytes against real servers, apart from the other tests. */
export default defineConfig({
  ...config,
  test: {
    reporters: ["default", "./scripts/summary-reporter.ts"],
    pool: "forks",
    include: ["test/fuzz/**/*.test.ts"],
  },
});
