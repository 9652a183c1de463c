/** Numbers that look random and are the same again for the same seed; each name given to `fork` has a stream of its own. */
export class SeededRandom {
  readonly #seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
  }

  /** A stream that depends on the seed and the name only, not on what was drawn before. */
  fork(name: string): SeededRandom {
    let mixed = this.#seed;
    for (const char of name) mixed = scramble(mixed + (char.codePointAt(0) ?? 0));
    return new SeededRandom(scramble(mixed));
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.#drawn += 1;
    return scramble(this.#seed + Math.imul(this.#drawn, 0x9e3779b1)) / 2 ** 32;
  }

  between(minimum: number, maximum: number): number {
    return minimum + this.next() * (maximum - minimum);
  }

  whole(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.next() * (maximum - minimum + 1));
  }

  /** Waiting times as of independent arrivals, cut at `maximum`. */
  exponential(mean: number, maximum: number): number {
    return Math.min(maximum, -mean * Math.log(1 - this.next()));
  }

  pick<T>(choices: readonly T[]): T | undefined {
    return choices[Math.floor(this.next() * choices.length)];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.whole(0, 255)));
  }
}

/** Spreads each bit over all 32, so that neighbouring seeds have nothing in common. */
function scramble(value: number): number {
  let bits = value | 0;
  for (const multiplier of [0x21f0aaad, 0x735a2d97]) {
    bits = Math.imul(bits ^ (bits >>> 16), multiplier);
  }
  return (bits ^ (bits >>> 15)) >>> 0;
}
