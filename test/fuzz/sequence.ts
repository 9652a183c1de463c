import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import { http1 } from "./bytes/http1.ts";
import { http2 } from "./bytes/http2.ts";
import { inPieces, mutated } from "./bytes/mutations.ts";
import { tlsRecords } from "./bytes/tls.ts";
import type { Kind } from "./kinds.ts";

/** What a stranger does on one connection: when it comes, what it sends in which pieces, and how it leaves. */
export interface Sequence {
  readonly comesAfterMs: number;
  /** The protocols that it offers in a TLS handshake; without one it speaks plainly. */
  readonly offers: readonly string[] | undefined;
  readonly writes: readonly Write[];
  readonly leaves: "by half" | "cleanly" | "by a reset" | "never";
  /** Whether it reads what comes before the server is gone. */
  readonly reads: boolean;
}

interface Write {
  readonly afterMs: number;
  readonly bytes: Buffer;
  /** Past TLS, as somebody in between would. */
  readonly isBelow: boolean;
}

/** What is said one after the other. */
type Speech = (random: SeededRandom) => readonly Buffer[];

const anything: Speech = (random) => [random.bytes(random.whole(0, 600))];

function spoiled(parts: readonly Buffer[], random: SeededRandom): readonly Buffer[] {
  const spoiledPart = random.whole(0, parts.length - 1);
  return parts.map((part, index) => (index === spoiledPart ? mutated(part, random) : part));
}

/** Mostly in its own tongue, which is then understood for a while. */
function spoken(speech: Speech, other: Speech): Speech {
  return (random) => {
    const choice = random.next();
    if (choice < 0.4) return speech(random);
    if (choice < 0.8) return spoiled(speech(random), random);
    if (choice < 0.9) return anything(random);
    return choice < 0.95 ? other(random) : spoiled(other(random), random);
  };
}

const plainHttp1: Speech = (random) => [http1(random)];
const tongues = { "http/1.1": spoken(plainHttp1, http2), h2: spoken(http2, plainHttp1) };

/** What is offered to each kind of server, and what is spoken where nothing is. */
const offers = {
  http1: [undefined],
  h2c: [undefined],
  https: [["http/1.1"], ["http/1.1"], [], undefined],
  h2: [["h2"], ["h2"], ["h2"], ["http/1.1"], undefined],
  alpn: [["h2"], ["h2"], ["http/1.1"], ["http/1.1"], ["h2", "http/1.1"], [], undefined],
} satisfies Record<Kind, (string[] | undefined)[]>;

function speechOf(kind: Kind, offered: readonly string[] | undefined): Speech {
  if (kind === "http1") return tongues["http/1.1"];
  if (kind === "h2c") return tongues.h2;
  if (offered === undefined) return (random) => [tlsRecords(random)];
  return offered.includes("h2") ? tongues.h2 : tongues["http/1.1"];
}

/** Draws what the next stranger of a server of this kind does. */
export function sequence(kind: Kind, random: SeededRandom, withinMs: number): Sequence {
  const offered = random.pick<string[] | undefined>(offers[kind]);
  const parts = speechOf(kind, offered)(random);
  return {
    comesAfterMs: random.between(0, withinMs),
    offers: offered,
    writes: inPieces(parts, random).map((piece) => ({
      afterMs: random.next() < 0.3 ? 0 : random.exponential(80, 400),
      bytes: piece,
      isBelow: offered !== undefined && random.next() < 0.04,
    })),
    leaves: random.pick(["by half", "cleanly", "by a reset", "never", "never"] as const) ?? "never",
    reads: random.next() < 0.85,
  };
}
