import { describe, vi } from "vitest";
import type { Subject } from "../conformance/service.ts";
import { byAlpn, overHttp, overHttps, withoutPrivateFields } from "./subjects.ts";
import { describeDeadline } from "./suite/deadline.ts";
import { describeLeaving } from "./suite/leaving.ts";
import { describeRegistering } from "./suite/registering.ts";

// Most of a test is waiting for the other end of a socket.
vi.setConfig({ maxConcurrency: 8 });

/** What a shutdown does with the clients of a WebSocketServer, the same over every server that ws works with. */
function describeWebSockets(name: string, subject: Subject): void {
  const fields = { "": subject, ", without Node's private fields": withoutPrivateFields(subject) };
  for (const [how, each] of Object.entries(fields)) {
    describe.concurrent(`WebSockets over ${name}${how}`, () => {
      describeLeaving(each);
      describeDeadline(each);
      describeRegistering(each);
    });
  }
}

describeWebSockets("node:http", overHttp);
describeWebSockets("node:https", overHttps);
describeWebSockets("HTTP/1 beside HTTP/2, chosen by ALPN", byAlpn);
