import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

export function readDocument(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** The blocks of code of one language, in their order. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    ([, code]) => code ?? "",
  );
}

/** The rows of the table whose header begins with `heading`, without code marks. */
export function tableRows(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.split("\n");
  const first = lines.findIndex((line) => cells(line)[0] === heading && line.startsWith("|"));
  if (first < 0) throw new Error(`no table begins with ${heading}`);
  const rest = lines.slice(first + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end < 0 ? undefined : end).map(cells);
}

function cells(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("`", ""));
}
