import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import { connect, type MemoryClient } from "./memory-client.ts";
import { ended, type Ending, type World } from "./random-ending.ts";
import { type EndedStream, type StreamChoices, streamEvents } from "./random-stream.ts";

type Answer = (req: IncomingMessage, res: ServerResponse, client: MemoryClient) => void;

/** A server that listens nowhere, says that it does, and whose requests end at random. */
export class RandomServer extends Server {
  readonly clients: MemoryClient[] = [];
  readonly #world: World;
  readonly #answers = new Map<string, (req: IncomingMessage, res: ServerResponse) => void>();
  readonly #ends: (() => void)[] = [];

  constructor(world: World) {
    super();
    this.#world = world;
    this.on("request", (req: IncomingMessage, res: ServerResponse) => {
      const end = world.begun.begin(req.url ?? "");
      // Answered, or left by its client: either way it is over.
      res.on("close", end);
      this.#ends.push(end);
      this.#answers.get(req.url ?? "")?.(req, res);
    });
    this.on("close", () => {
      // A server that the application closes before the stop is let go, with its requests.
      if (!world.shutdown.conditions.terminating) for (const end of this.#ends) end();
    });
  }

  override listen(): this {
    // What `listening` is read from, and what net's own `close` closes.
    Object.assign(this, { _handle: { close() {} } });
    this.emit("listening");
    return this;
  }

  request(ending: Ending): void {
    this.#ask((_req, res) => {
      const end = (): void => void res.end("well");
      void ended(ending, this.#world).then(end, () => res.destroy());
    });
  }

  stream(choices: StreamChoices, seen: EndedStream[]): void {
    this.#ask((_req, res, client) => {
      streamEvents(res, choices, this.#world, () => seen.push({ client, choices }));
    });
  }

  #ask(answer: Answer): void {
    const url = `/${this.#answers.size}-of-${this.#world.begun.count}`;
    const client = connect(this);
    this.#answers.set(url, (req, res) => answer(req, res, client));
    this.clients.push(client);
    client.send(url);
  }
}
