/** The same without the library: told to stop, it closes every session at one moment, as Node's own `close()` does. */
import { createServer, type Http2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { echoAfter } from "./http2-echo.ts";

const [answerMs = 0, minimumMs = 0] = process.argv.slice(2).map(Number);
const sessions = new Set<Http2Session>();
const server = createServer(echoAfter(answerMs));
server.on("session", (session) => {
  sessions.add(session);
  session.once("close", () => sessions.delete(session));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

async function stop(): Promise<void> {
  for (const session of sessions) session.close();
  // Newcomers are served as long as with the library.
  await sleep(minimumMs);
  server.close();
  process.send?.({ code: 0, cutOff: [] });
  process.disconnect();
}

process.once("message", () => void stop());
