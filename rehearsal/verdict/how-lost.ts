import type { Exchange } from "../traffic/exchange.ts";

/** In which way a request was lost, from the client's side. */
export type HowLost = "refused" | "reset" | "truncated" | "timed out" | "wrong body" | `answered ${number}`;

/** Undefined if the answer came whole and right: status 200 and the right body. */
export function howLost({ question, reached, code, answer }: Exchange): HowLost | undefined {
  if (reached === "whole") {
    if (answer.status !== 200) return `answered ${answer.status}`;
    return question.isRightBody(answer) ? undefined : "wrong body";
  }
  if (code === "TIMEOUT") return "timed out";
  if (reached === "answering") return "truncated";
  return code === "ECONNREFUSED" ? "refused" : "reset";
}

/** What the client saw, in a few words, as evidence. */
export function evidence({ question, reached, code, nthOfConnection, answer }: Exchange): string {
  const connection =
    nthOfConnection > 1 ? `request ${nthOfConnection} of a kept connection` : "new connection";
  const came = reached === "answering" ? ` after ${answer.body.length} bytes of the body` : "";
  return `${question.method} ${question.path}, ${connection}${code === undefined ? "" : `, ${code}`}${came}`;
}
