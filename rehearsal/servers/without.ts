import { createServer } from "node:http";
import { listen } from "../../examples/nginx-style/src/listen.ts";
import { site } from "../../examples/nginx-style/src/site.ts";

// The same site on a plain server, stopped as most services are: it stops listening at SIGTERM and exits when the
// last connection is gone.
const leaving = new AbortController();
const pages = site({
  endInTime: (res) => leaving.signal.addEventListener("abort", () => res.end()),
  status: () => ({ phase: leaving.signal.aborted ? "closing" : "ready" }),
});

const server = createServer((req, res) => {
  if (req.url !== "/readyz") return void pages(req, res);
  res.statusCode = leaving.signal.aborted ? 503 : 200;
  return void res.end();
});

process.once("SIGTERM", () => {
  leaving.abort();
  server.close(() => process.exit(0));
});

listen(server);
