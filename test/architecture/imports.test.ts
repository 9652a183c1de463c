import { describe, expect, it } from "vitest";
import { circleIn, codeOf, type Source, sources } from "./sources.ts";

/** Who may import which packages, Node's own and files of the same folder aside. */
const allowed = {
  "packages/core": [],
  "packages/express": ["@lameduck/core"],
  "packages/koa": ["@lameduck/core"],
  "examples/smallest": ["@lameduck/core"],
  "examples/other-work": ["@lameduck/core"],
  "examples/nginx-style": ["@lameduck/express", "@lameduck/koa", "express", "koa"],
} as const;

function strangers(folder: string, all: readonly Source[], packages: readonly string[]): string[] {
  const isKnown = (name: string): boolean =>
    name.startsWith("node:") || name.startsWith(`${folder}/`) || packages.includes(name);
  return all.flatMap(({ path, imports }) =>
    imports.filter((name) => !isKnown(name)).map((name) => `${path} imports ${name}`),
  );
}

describe("imports point one way", () => {
  it.each(Object.entries(allowed))("%s imports only what it may", (folder, packages) => {
    const all = sources(`${folder}/src/**/*.ts`);
    expect(all.length).toBeGreaterThan(0);
    expect(strangers(folder, all, packages)).toEqual([]);
  });

  it("the rehearsal knows nothing of the library: it reaches the example by starting it", () => {
    const all = sources("rehearsal/**/*.ts").filter(({ path }) => !path.startsWith("rehearsal/test/"));
    const isOfTheLibrary = (name: string): boolean =>
      name.startsWith("@lameduck/") || name.startsWith("packages/");
    expect(all.filter(({ imports }) => imports.some(isOfTheLibrary)).map(({ path }) => path)).toEqual([]);
  });

  it("no file of core imports itself over others", () => {
    expect(circleIn(sources("packages/core/src/**/*.ts"))).toEqual([]);
  });
});

describe("core has one door to the process", () => {
  const core = sources("packages/core/src/**/*.ts");
  const pathsWith = (pattern: RegExp): string[] =>
    core.filter((source) => pattern.test(codeOf(source))).map(({ path }) => path);

  it("time, signals, streams and the environment come in by the host alone", () => {
    const doors =
      /\bprocess\.|\bset(Timeout|Interval|Immediate)\(|\bDate\.now|\bperformance\.|\bMath\.random|\bconsole\./;
    expect(pathsWith(doors)).toEqual(["packages/core/src/host.ts"]);
  });

  it("only the signal dispatcher exits, through the host", () => {
    expect(pathsWith(/\.exit\(/)).toEqual(["packages/core/src/host.ts", "packages/core/src/on-signals.ts"]);
  });

  it("the private fields of Node and of ws are read in one file each", () => {
    const privateFields = /\._\w|\b_(sender|receiver)\b|\.parser\b|getOwnPropertySymbols/;
    expect(pathsWith(privateFields)).toEqual([
      "packages/core/src/server/node-internals.ts",
      "packages/core/src/web-sockets/ws-internals.ts",
    ]);
  });

  it("no phase is kept as a flag, and no timer is left to itself", () => {
    expect(pathsWith(/isShuttingDown|isClosing|isStopping|\.unref\(|setInterval/)).toEqual([]);
  });
});

describe("an adapter translates and holds nothing", () => {
  it.each(["express", "koa"])("%s is one short file without state", (name) => {
    const all = sources(`packages/${name}/src/**/*.ts`);
    expect(all.map(({ path }) => path)).toEqual([`packages/${name}/src/index.ts`]);
    for (const source of all) {
      expect(source.text.split("\n").length).toBeLessThanOrEqual(60);
      expect(codeOf(source)).not.toMatch(/\blet\b|new (Weak)?(Map|Set)|setTimeout/);
    }
  });
});
