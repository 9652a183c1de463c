import { request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Exchange, Question } from "./exchange.ts";
import type { ServiceAgent } from "./service-agent.ts";

const TIMEOUT_MS = 10_000;

/** Asks once, never again, and tells what came of it; never rejects. */
export async function ask(agent: ServiceAgent, question: Question): Promise<Exchange> {
  const chunks: Buffer[] = [];
  let reached: Exchange["reached"] = "connecting";
  let code: string | undefined;
  let nthOfConnection = 0;
  let status = 0;
  let headers: IncomingHttpHeaders = {};

  const req = request({
    agent,
    host: "nginx-style",
    method: question.method,
    path: question.path,
    headers: { "user-agent": "rehearsal", "content-length": question.body?.length ?? 0 },
  });
  const failed = (error: NodeJS.ErrnoException): void => {
    code ??= error.code ?? error.message;
  };
  const receive = (res: IncomingMessage): void => {
    reached = "answering";
    status = res.statusCode ?? 0;
    ({ headers } = res);
    res.on("data", (chunk: Buffer) => chunks.push(chunk));
    res.once("end", () => (reached = "whole"));
    res.once("error", failed);
  };
  const written = (): void => {
    reached = "waiting";
  };
  req.once("socket", (socket) => {
    nthOfConnection = agent.countRequest();
    if (socket.connecting) socket.once("connect", written);
    else written();
  });
  req.once("response", receive);
  req.on("error", failed);

  const timeout = setTimeout(() => {
    req.destroy(Object.assign(new Error("no whole answer in time"), { code: "TIMEOUT" }));
  }, TIMEOUT_MS);
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timeout);
      const answer = { status, headers, body: Buffer.concat(chunks) };
      resolve({ question, endpoint: agent.endpoint, reached, code, nthOfConnection, answer });
    };
    // A response may still have its last bytes to give when the request is closed, so it is over with the response.
    req.once("response", (res) => res.once("close", over));
    req.once("close", () => {
      if (reached === "connecting" || reached === "waiting") over();
    });
    req.end(question.body);
  });
}
