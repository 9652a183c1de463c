import type { Host } from "./host.ts";

/** Ending 100 connections takes 3 ms; 10,000 at once would stall the event loop for a quarter of a second. */
const batchSize = 100;

/** Does something with every item, a batch per turn of the event loop, each right after a poll. */
export async function inBatches<T>(host: Host, items: readonly T[], act: (item: T) => void): Promise<void> {
  for (let start = 0; start < items.length; start += batchSize) {
    await new Promise<void>((resolve) => host.afterTurn(resolve));
    for (const item of items.slice(start, start + batchSize)) act(item);
  }
}
