import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { forAges, it } from "../process/programs.ts";
import { WebSocketClient } from "./client.ts";
import { handshake } from "./frames.ts";

const chat = fileURLToPath(new URL("programs/chat.ts", import.meta.url));
const options = { gracePeriodMs: 3_000, lameDuck: false, lingerMs: 100 };
const openChat = (port: number): Promise<WebSocketClient> =>
  WebSocketClient.open(`ws://127.0.0.1:${port}/chat`);

describe.concurrent("a process with WebSockets that is told to stop", () => {
  it("exits with 0 when each client has answered the close", async ({ start, expect }) => {
    const program = start(chat, { options });
    const port = await program.port();
    const clients = [await openChat(port), await openChat(port)];
    program.kill("SIGTERM");
    for (const { closed } of clients) {
      expect(await closed).toEqual({ code: 1001, reason: "the server is going away" });
    }
    expect(await program.ended).toEqual([0, null]);
    expect(program.stderr).toMatch(/ 0 cut off, 0 hooks failed; exit code 0\n$/);
    // The last of them is told after 1.3 s at the latest; the deadline comes after 2.8 s.
    expect(Number(/stopped \(SIGTERM\) in (\d\.\d) s/.exec(program.stderr)?.[1])).toBeLessThan(2.6);
  });

  it("exits with 1 when one has not, and names it", async ({ start, connect, expect }) => {
    const program = start(chat, { options });
    const port = await program.port();
    const ignorant = await connect(port);
    const from = `127.0.0.1:${ignorant.socket.localPort ?? ""}`;
    ignorant.send(handshake("/chat?room=1"));
    await ignorant.hears("101 Switching Protocols");
    const client = await openChat(port);
    program.kill("SIGTERM");
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(await ignorant.ending).toBe("reset");
    expect(await program.ended).toEqual([1, null]);
    expect(program.stderr).toContain(`lameduck: cut off: web socket from ${from} [/chat?room=1]\n`);
    expect(program.stderr).toMatch(/ 1 cut off, 0 hooks failed; exit code 1\n$/);
  });

  it("tells everyone at once when it is Ctrl-C", async ({ start, expect }) => {
    const program = start(chat, { options: forAges });
    const client = await openChat(await program.port());
    program.kill("SIGINT");
    expect(await client.closed).toMatchObject({ code: 1001 });
    expect(await program.ended).toEqual([0, null]);
  });
});
