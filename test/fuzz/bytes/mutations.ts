import type { SeededRandom } from "../../../rehearsal/seeded-random.ts";

type Mutation = (bytes: Buffer, random: SeededRandom) => Buffer;

const at = (bytes: Buffer, random: SeededRandom): number => random.whole(0, Math.max(0, bytes.length - 1));

function inserted(bytes: Buffer, index: number, more: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, index), more, bytes.subarray(index)]);
}

const mutations: readonly Mutation[] = [
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => inserted(bytes, at(bytes, random), Buffer.alloc(random.whole(1, 8))),
  (bytes, random) => inserted(bytes, at(bytes, random), random.bytes(random.whole(1, 64))),
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let n = random.whole(1, 4); n > 0 && changed.length > 0; n -= 1) {
      changed[at(changed, random)] = random.whole(0, 255);
    }
    return changed;
  },
  (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + random.whole(1, 16))]);
  },
  (bytes, random) => {
    const start = at(bytes, random);
    const piece = bytes.subarray(start, start + random.whole(1, 200));
    return inserted(bytes, start, piece);
  },
  (bytes, random) => Buffer.concat([bytes, random.bytes(random.whole(1, 200))]),
];

/** The bytes with a few random things done to them: cut, changed, doubled, left out, put in. */
export function mutated(bytes: Buffer, random: SeededRandom): Buffer {
  let changed = bytes;
  for (let n = random.whole(1, 3); n > 0; n -= 1) {
    changed = random.pick(mutations)?.(changed, random) ?? changed;
  }
  return changed;
}

/** What is said one after the other in pieces: at times a part is cut, at random places. */
export function inPieces(parts: readonly Buffer[], random: SeededRandom): Buffer[] {
  return parts.flatMap((part) => (random.next() < 0.5 ? [part] : cut(part, random)));
}

function cut(bytes: Buffer, random: SeededRandom): Buffer[] {
  const cuts = Array.from({ length: random.whole(0, 3) }, () => random.whole(0, bytes.length));
  const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
  return places
    .slice(1)
    .map((end, index) => bytes.subarray(places[index], end))
    .filter(({ length }) => length > 0);
}
