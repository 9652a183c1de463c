import type { Shutdown, ShutdownEvent } from "../src/index.ts";

/** Writes down everything that happens to a shutdown: when, and what. */
export function timelineOf(shutdown: Pick<Shutdown, "on">): string[] {
  const lines: string[] = [];
  shutdown.on((event) => void lines.push(`${event.atMs} ${told(event)}`));
  return lines;
}

function told(event: ShutdownEvent): string {
  switch (event.type) {
    case "admin listens":
      return "admin listens";
    case "entered":
      return event.phase;
    case "stopping":
      return `stopping: ${event.reason}, ${event.graceMs} ms of grace`;
    case "hurried":
      return `hurried by ${event.by}`;
    case "cut off":
      return `cut off: ${event.work.map((work) => (work.kind === "work" ? work.name : work.kind)).join(", ")}`;
    case "failed":
      return `failed: ${event.name}`;
    case "noticed":
      return `noticed: ${event.what}`;
    case "stopped":
      return `outcome ${event.outcome.code}`;
    default:
      return event satisfies never;
  }
}
