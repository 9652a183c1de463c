/** Something that was lost: when, of which kind, what the client saw, and in which phase its replica was. */
export interface Loss {
  readonly atMs: number;
  readonly kind: string;
  readonly what: string;
  readonly replica: string;
  readonly phase: string;
}

/** What became of one kind of requests. */
export class Tally {
  sent = 0;
  answered = 0;
  /** Sent again because the protocol says that it may be. */
  retried = 0;
  readonly losses: Loss[] = [];
  readonly kind: string;
  readonly #nowMs: () => number;
  readonly #phaseOf: (replica: string) => string;

  constructor(kind: string, nowMs: () => number, phaseOf: (replica: string) => string) {
    this.kind = kind;
    this.#nowMs = nowMs;
    this.#phaseOf = phaseOf;
  }

  lose(what: string, replica: string): void {
    const { kind } = this;
    this.losses.push({ atMs: this.#nowMs(), kind, what, replica, phase: this.#phaseOf(replica) });
  }
}
