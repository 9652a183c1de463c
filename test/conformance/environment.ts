/** Variables to set for a while; undefined takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Runs `make` with these variables of the environment, and puts back what was there. */
export function withEnvironment<T>(variables: Variables, make: () => T): T {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  set(variables);
  try {
    return make();
  } finally {
    set(before);
  }
}

function set(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
