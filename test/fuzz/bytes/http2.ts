import type { SeededRandom } from "../../../rehearsal/seeded-random.ts";
import { type Frame, flags, frame, preface, requestHead, types } from "./frames.ts";
import { paths } from "./http1.ts";

type Generator = (random: SeededRandom, id: number) => readonly Buffer[];

const some = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

function word(random: SeededRandom): Buffer {
  const value = random.pick([0, 1, 65_535, 0x7fff_ffff, 0xffff_ffff, random.whole(0, 100_000)]) ?? 0;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function request(random: SeededRandom, id: number, method: "GET" | "POST", more = 0): Buffer {
  const path = random.pick(paths) ?? "/text";
  return frame({
    type: types.headers,
    flags: flags.endHeaders | more,
    id,
    payload: requestHead(method, path),
  });
}

function randomFrame(random: SeededRandom, id: number): Frame {
  const payload = random.bytes(random.whole(0, 100));
  return {
    type: random.next() < 0.9 ? random.whole(0, 9) : random.whole(0, 255),
    flags: random.next() < 0.5 ? random.whole(0, 255) : (random.pick(Object.values(flags)) ?? 0),
    id: random.pick([0, id, id + 2, id + 1, 1, 0x7fff_ffff]) ?? id,
    payload,
    ...(random.next() < 0.2 && { length: random.whole(0, 40_000) }),
  };
}

const generators: readonly Generator[] = [
  (random, id) => [request(random, id, "GET", flags.endStream)],
  (random, id) => some(random.whole(2, 20), (n) => request(random, id + 2 * n, "GET", flags.endStream)),
  (random, id) => [
    request(random, id, "POST"),
    frame({ type: types.data, flags: flags.endStream, id, payload: random.bytes(random.whole(0, 900)) }),
  ],
  // Half open: the body never ends.
  (random, id) => [
    request(random, id, "POST"),
    frame({ type: types.data, id, payload: random.bytes(random.whole(0, 900)) }),
  ],
  (random, id) => some(random.whole(1, 8), () => frame(randomFrame(random, id))),
  (random, id) => [
    frame({
      type: types.headers,
      flags: flags.endHeaders | flags.endStream,
      id,
      payload: random.bytes(random.whole(1, 200)),
    }),
  ],
  (random, id) =>
    some(random.whole(1, 60), (n) => [
      request(random, id + 2 * n, "GET", flags.endStream),
      frame({ type: types.rstStream, id: id + 2 * n, payload: word(random) }),
    ]).flat(),
  (random, id) =>
    some(random.whole(1, 10), () =>
      frame({ type: types.windowUpdate, id: random.pick([0, id]) ?? 0, payload: word(random) }),
    ),
  (random) => some(random.whole(1, 30), () => frame({ type: types.ping, id: 0, payload: random.bytes(8) })),
  // A window of nothing: no answer can be sent.
  (random, id) => [
    frame({ type: types.settings, id: 0, payload: Buffer.from([0, 4, 0, 0, 0, 0]) }),
    request(random, id, "GET", flags.endStream),
  ],
  (random) => [
    frame({
      type: types.settings,
      id: 0,
      payload: Buffer.concat([Buffer.from([0, random.whole(0, 9)]), word(random)]),
    }),
  ],
  (random, id) => [frame({ type: types.priority, id, payload: Buffer.concat([word(random), Buffer.of(9)]) })],
  // A head that goes on and on.
  (random, id) => [
    frame({ type: types.headers, id, payload: requestHead("GET", "/text") }),
    ...some(random.whole(0, 20), () =>
      frame({ type: types.continuation, id, payload: Buffer.alloc(random.whole(0, 60)) }),
    ),
  ],
  (random, id) => [
    frame({ type: types.goaway, id: 0, payload: Buffer.concat([word(random), word(random)]) }),
    request(random, id, "GET", flags.endStream),
  ],
  (random, id) => [
    request(random, id, "POST"),
    frame({ type: types.data, flags: flags.padded, id, payload: Buffer.from([200, 1, 2, 3]) }),
  ],
  (random, id) => [frame({ type: types.pushPromise, id, payload: word(random) })],
  (random, id) => [
    frame({
      type: types.headers,
      flags: flags.endHeaders,
      id,
      payload: Buffer.concat([requestHead("CONNECT", ""), random.bytes(random.whole(0, 4))]),
    }),
  ],
];

/** A conversation of HTTP/2 as a client leads it, valid or not, in as many parts as there are things that it says. */
export function http2(random: SeededRandom): Buffer[] {
  const said = some(random.whole(1, 5), (n) => random.pick(generators)?.(random, 1 + 200 * n) ?? []);
  const greeting = [preface, frame({ type: types.settings, id: 0, payload: Buffer.of() })];
  return [Buffer.concat(greeting), ...said.map((frames) => Buffer.concat(frames))];
}
