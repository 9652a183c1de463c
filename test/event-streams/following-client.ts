import { setImmediate as nextTurn } from "node:timers/promises";
import type { Connection, Ending, Reading } from "./reading.ts";

/** A stream that a client has followed to its end. */
interface Followed {
  /** The port of the server that it was on. */
  readonly port: number;
  readonly ending: Ending;
  readonly text: string;
}

/**
 * A client that follows events for ever, as EventSource does, but without rest: after each end it asks again, with the
 * number of the last event that it has, on its connection while that is of use, and then the first server that accepts it.
 */
export class FollowingClient {
  /** The streams that have ended. */
  readonly followed: Followed[] = [];
  readonly #connect: (port: number) => Promise<Connection>;
  readonly #ports: readonly number[];
  #connection: Connection | undefined;
  #reading: Reading | undefined;
  #isOver = false;

  constructor(connect: (port: number) => Promise<Connection>, ports: readonly number[]) {
    this.#connect = connect;
    this.#ports = ports;
  }

  /** The numbers of the events that it was given, in their order. */
  get ids(): readonly number[] {
    const texts = [...this.followed.map(({ text }) => text), this.#reading?.text ?? ""];
    return texts.flatMap((text) =>
      [...text.matchAll(/^id: (\d+)\ndata: event \1\n\n/gm)].map(([, id]) => Number(id)),
    );
  }

  /** Follows until it is left. */
  async follow(): Promise<void> {
    while (!this.#isOver) {
      const { port, connection } = await this.#connectToFirst();
      this.#connection = connection;
      do {
        const reading = connection.get("/events", { "last-event-id": String(this.ids.at(-1) ?? 0) });
        this.#reading = await reading.read();
        const ending = await reading.ending;
        this.#reading = undefined;
        this.followed.push({ port, ending, text: reading.text });
      } while (!this.#isOver && (await connection.staysOpen()));
    }
  }

  /** Resolves when it has this many more events than now. */
  async hears(count: number): Promise<void> {
    const enough = this.ids.length + count;
    while (this.ids.length < enough) await (this.#reading?.more() ?? nextTurn());
  }

  leave(): void {
    this.#isOver = true;
    this.#connection?.destroy();
  }

  async #connectToFirst(): Promise<{ port: number; connection: Connection }> {
    for (const port of this.#ports) {
      try {
        return { port, connection: await this.#connect(port) };
      } catch {
        // It refuses newcomers: the next may be there.
      }
    }
    throw new Error("Nobody is there");
  }
}
