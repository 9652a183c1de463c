/** One form for every complaint: what was expected, what came, and what to do where that is not plain. */
export function expected(name: string, expectation: string, got: unknown, advice?: string): TypeError {
  const value = typeof got === "string" ? JSON.stringify(got) : describe(got);
  return new TypeError(
    `Expected \`${name}\` to be ${expectation}, got ${value}${advice === undefined ? "" : `. ${advice}`}`,
  );
}

function describe(got: unknown): string {
  if (got === null || got === undefined || typeof got === "boolean") return String(got);
  if (typeof got === "number" || typeof got === "bigint" || typeof got === "symbol") {
    return `${String(got)} (${typeof got})`;
  }
  if (typeof got === "function") return `the function ${got.name || "(anonymous)"}`;
  if (Array.isArray(got)) return "an array";
  return `an object of class ${got.constructor?.name ?? "(none)"}`;
}

/** Throws unless `value` is a finite number of milliseconds, `least` or more; undefined is fine. */
export function expectMs(name: string, value: unknown, least: 0 | 1 = 0): void {
  if (value === undefined) return;
  if (typeof value !== "number" || !Number.isFinite(value) || value < least) {
    throw expected(name, `a number of milliseconds, ${least} or more`, value);
  }
  // A timer of Node's fires at once beyond 2^31 - 1 ms.
  if (value > 0x7fff_ffff) throw expected(name, "at most 2147483647 milliseconds (24.8 days)", value);
}

export function expectBoolean(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== "boolean") throw expected(name, "true or false", value);
}

export function expectFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw expected(name, "a function", value);
}

export function expectName(name: string, value: unknown): void {
  if (typeof value !== "string" || value === "")
    throw expected(name, "a name, a string that is not empty", value);
}

/** Throws when `value` is no plain object or has a key beyond `known`: a misspelt option must not be ignored. */
export function expectKeys(
  name: string,
  value: unknown,
  known: readonly string[],
  expectation = "an object",
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw expected(name, expectation, value);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(`Expected \`${name}\` to have only ${known.join(", ")}, got \`${unknown}\``);
  }
}
