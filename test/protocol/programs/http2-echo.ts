import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/** Answers with the body that it got, some time later. */
export function echoAfter(ms: number): (req: Http2ServerRequest, res: Http2ServerResponse) => void {
  const echo = async (req: Http2ServerRequest, res: Http2ServerResponse): Promise<void> => {
    const body = await buffer(req);
    // No two take the same time, so that the streams of a session do not keep step.
    await sleep(ms * (0.5 + Math.random()));
    res.end(body);
  };
  return (req, res) => void echo(req, res);
}
