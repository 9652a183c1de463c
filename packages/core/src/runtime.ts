import type { Host } from "./host.ts";

/** The oldest Node that is supported: the first that loads ES modules by `require` without a flag. */
const oldest = { major: 22, minor: 12 };

/** Throws on a runtime whose sockets behave otherwise than was measured: what was expected, what came. */
export function expectRuntime({ runtime: { name, version } }: Pick<Host, "runtime">): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOldEnough = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  if (name === "node" && isOldEnough) return;
  throw new Error(
    `Expected Node.js ${oldest.major}.${oldest.minor} or later, got ${name} ${version}: ` +
      "how other runtimes close connections is not known, so nothing could be promised",
  );
}
