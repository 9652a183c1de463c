import { describe } from "vitest";
import type { Program } from "./program.ts";
import { it } from "./programs.ts";

async function listeners(program: Program, when: string): Promise<Record<string, number>> {
  const words = await program.says(new RegExp(`^${when} {`));
  return JSON.parse(words.slice(when.length + 1)) as Record<string, number>;
}

describe.concurrent.for([1, 3])("the process's listeners with %d shutdowns", (instances) => {
  it.for([
    ["a signal", (program: Program) => program.kill("SIGTERM")],
    ["the application", (program: Program) => program.tell("stop")],
  ] as const)(
    "come with the first `attach`, one for each signal, and are all gone after a stop by %s",
    async ([, stop], { start, expect }) => {
      const program = start("counts-listeners", { options: { instances } });
      for (const index of Array.from({ length: instances }).keys()) await program.port(`server ${index}`);
      const before = await listeners(program, "before");
      expect(before).not.toHaveProperty("SIGTERM");
      expect(await listeners(program, "created")).toEqual(before);
      expect(await listeners(program, "attached")).toEqual({
        ...before,
        SIGTERM: 1,
        SIGINT: 1,
        exit: (before["exit"] ?? 0) + 1,
      });
      stop(program);
      await program.says("stopped", instances);
      program.tell("count");
      expect(await listeners(program, "after")).toEqual(before);
    },
  );
});
