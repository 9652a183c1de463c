import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hears, say } from "./parent.ts";

/**
 * `/wait` answers when the test says "answer", `/half` then sends the other half, `/echo` sends back what is uploaded
 * while it comes; anything else answers at once.
 */
export function answer(req: IncomingMessage, res: ServerResponse): void {
  say(`came ${req.url}`);
  if (req.url?.startsWith("/wait")) {
    void hears("answer").then(() => res.end("waited"));
  } else if (req.url === "/half") {
    res.writeHead(200, { "Content-Length": 10 });
    res.write("first");
    void hears("answer").then(() => res.end("other"));
  } else if (req.url === "/echo") {
    req.pipe(res);
  } else {
    res.end("hello");
  }
}

export function pages(): Server {
  return createServer(answer);
}
