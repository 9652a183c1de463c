import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { type Client, type Kind, repeat, timeoutMs } from "./client.ts";

const goingAway = 1001;

/** A connection to the chat, and why it was closed. */
class Chat {
  readonly replica: string;
  readonly socket: WebSocket;
  readonly closed: Promise<string>;
  isOpen = true;
  wasToldToGo = false;

  constructor(client: Client) {
    const { host, port, replica } = client.target("http");
    this.replica = replica;
    this.socket = new WebSocket(`ws://${host}:${port}/chat`);
    let failure = "";
    this.socket.on("error", (error) => (failure = String(error)));
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code) => {
        this.isOpen = false;
        this.wasToldToGo = code === goingAway;
        resolve(`closed with ${code} ${failure}`);
      });
    });
  }

  /** Sends a message, and resolves to its answer, or to nothing if the connection is closed before. */
  async ask(text: string): Promise<string | undefined> {
    if (this.socket.readyState === WebSocket.CONNECTING) {
      await Promise.race([once(this.socket, "open").catch(() => {}), this.closed]);
    }
    if (!this.isOpen) return undefined;
    const answered = new Promise<string>((resolve) => {
      this.socket.once("message", (data: Buffer) => resolve(data.toString()));
    });
    this.socket.send(text, () => {});
    const late = sleep(timeoutMs, "no answer in time", { ref: false });
    return Promise.race([answered, late, this.closed.then(() => undefined)]);
  }
}

/** One message at a time; what is unanswered when the server goes away (1001) is sent again elsewhere. */
async function run(client: Client): Promise<void> {
  const { random, tally } = client;
  let chat: Chat | undefined;
  await repeat(client, 200, async () => {
    const text = `${random.whole(0, 100)} ms, ${random.next()}`;
    tally.sent += 1;
    for (;;) {
      if (chat === undefined || !chat.isOpen) chat = new Chat(client);
      const answer = await chat.ask(text);
      if (answer === text) return void (tally.answered += 1);
      if (answer !== undefined) return tally.lose(`another answer: ${answer}`, chat.replica);
      if (!chat.wasToldToGo) return tally.lose(await chat.closed, chat.replica);
      tally.retried += 1;
    }
  });
  chat?.socket.close();
}

export const webSocketKind: Kind = { name: "WebSocket messages", clients: 12, run };
