/** Long enough that a cut shows, short enough for a thousand clients. */
const padding = "0123456789".repeat(100);

/** A message by which its sender and its place can be told, and whether it is whole. */
export function numbered(from: string, number: number): string {
  return `message ${number} of ${from} ${padding}`;
}
