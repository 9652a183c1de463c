import type { Readable } from "node:stream";

/** How an answer ended: whole, or cut off where its client can tell. */
export type Ending = "whole" | "cut off";

/** A connection to one server, on which a client asks as often as it likes. */
export interface Connection {
  get(path: string, headers?: Readonly<Record<string, string>>): Reading;
  /** Resolves, once an answer has ended, to whether the next request may go over it. */
  staysOpen(): Promise<boolean>;
  destroy(): void;
}

/** An answer while it comes; nothing of it is read before somebody asks for it. */
export class Reading {
  text = "";
  /** Whether the answer has begun, and from where it comes. */
  readonly source: Promise<Readable>;
  readonly ending: Promise<Ending>;
  readonly #begin: (source: Readable) => void;
  readonly #end: (ending: Ending) => void;
  #hasEnded = false;
  #waiting: (() => void)[] = [];

  constructor() {
    const source = Promise.withResolvers<Readable>();
    const ending = Promise.withResolvers<Ending>();
    this.source = source.promise;
    this.ending = ending.promise;
    this.#begin = source.resolve;
    this.#end = ending.resolve;
  }

  /** The answer has begun. */
  begin(source: Readable): void {
    this.#begin(source);
  }

  /** The answer is over. */
  end(ending: Ending): void {
    this.#hasEnded = true;
    this.#end(ending);
    this.#changed();
  }

  /** Reads all that comes from now on. */
  async read(): Promise<this> {
    (await this.source).setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
      this.#changed();
    });
    return this;
  }

  /** Resolves when more has come, or nothing will. */
  more(): Promise<void> {
    return new Promise((resolve) => void (this.#hasEnded ? resolve() : this.#waiting.push(resolve)));
  }

  #changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
