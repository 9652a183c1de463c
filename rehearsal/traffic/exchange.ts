import type { IncomingHttpHeaders } from "node:http";

/** An answer as it came, whatever it is worth. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request and how to know its right answer. */
export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: Buffer;
  readonly isRightBody: (answer: Answer) => boolean;
}

/** What a client saw of one request; `reached` is how far it came before it ended. */
export interface Exchange {
  readonly question: Question;
  readonly endpoint: string | undefined;
  readonly reached: "connecting" | "waiting" | "answering" | "whole";
  /** The error's code, as `ECONNREFUSED`; `TIMEOUT` is ours. */
  readonly code: string | undefined;
  /** The how-manieth request of its connection this was, from 1. */
  readonly nthOfConnection: number;
  readonly answer: Answer;
}
