import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Source {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  /** What is imported: a package's name, `node:…`, or the path of a file in the repository. */
  readonly imports: readonly string[];
}

const importing = /^(?:import|export)\s[^;]*?from\s+["']([^"']+)["']|\bimport\s*\(?\s*["']([^"']+)["']/gm;

/** Every TypeScript source that matches, with its imports. */
export function sources(...patterns: string[]): readonly Source[] {
  const exclude = (name: string): boolean => /(^|\/)(node_modules|dist)$/.test(name);
  return globSync(patterns, { cwd: root, exclude })
    .toSorted()
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const specifiers = [...text.matchAll(importing)].map(([, from, plain]) => from ?? plain ?? "");
      return { path, text, imports: specifiers.map((specifier) => resolved(path, specifier)) };
    });
}

function resolved(path: string, specifier: string): string {
  return specifier.startsWith(".") ? relative(root, join(root, dirname(path), specifier)) : specifier;
}

/** The source without its comments, so that a word in prose is no finding. */
export function codeOf({ text }: Source): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, "");
}

/** The sources on the first circle of imports, if there is one. */
export function circleIn(all: readonly Source[]): readonly string[] {
  const byPath = new Map(all.map((source) => [source.path, source]));
  const cleared = new Set<string>();
  const walk = (path: string, above: readonly string[]): readonly string[] => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (cleared.has(path)) return [];
    for (const next of byPath.get(path)?.imports ?? []) {
      const circle = byPath.has(next) ? walk(next, [...above, path]) : [];
      if (circle.length > 0) return circle;
    }
    cleared.add(path);
    return [];
  };
  return all.map(({ path }) => walk(path, [])).find((circle) => circle.length > 0) ?? [];
}
