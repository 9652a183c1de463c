import { styleText } from "node:util";

/** What a piece of the picture means; a palette says how that looks. */
export type Tone = "plain" | "title" | "soft" | "ready" | "leaving" | "gone" | "lost";

/** Gives text the look of its meaning, without changing its width. */
export type Paint = (tone: Tone, text: string) => string;

export const withoutColour: Paint = (_tone, text) => text;

const STYLES = {
  plain: [],
  title: ["bold"],
  soft: ["dim"],
  ready: ["green"],
  leaving: ["yellow"],
  gone: ["dim"],
  lost: ["bold", "red"],
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

/** For a terminal that shows colours. */
export const inColour: Paint = (tone, text) => styleText([...STYLES[tone]], text, { validateStream: false });
