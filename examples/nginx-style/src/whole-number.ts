import type { IncomingMessage, ServerResponse } from "node:http";

/** Reads a whole number from the query; anything else is answered with 400 and one sentence, and gives undefined. */
export function wholeNumber(
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
  { otherwise, maximum }: { otherwise: number; maximum: number },
): number | undefined {
  const came = new URL(req.url ?? "/", "http://localhost").searchParams.get(name);
  if (came === null) return otherwise;
  if (/^\d{1,9}$/.test(came) && Number(came) <= maximum) return Number(came);
  res.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
  res.end(`Expected \`${name}\` to be a whole number from 0 to ${maximum}, got \`${came}\`.\n`);
  return undefined;
}
