import { Duplex } from "node:stream";
import { connect } from "node:tls";
import type { SeededRandom } from "../../../rehearsal/seeded-random.ts";
import { mutated } from "./mutations.ts";

/** The first bytes of a TLS client, as it would send them. */
function clientHello(protocols: readonly string[]): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(chunk);
        done();
      },
    });
    connect({ socket: wire, ALPNProtocols: [...protocols], servername: "localhost" }).on("error", () => {});
  });
}

const hellos = [
  await clientHello(["http/1.1"]),
  await clientHello(["h2"]),
  await clientHello(["h2", "http/1.1"]),
];

const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

/** Bytes of the kind that a TLS server reads first: a ClientHello, half of one, a changed one, records, anything. */
export function tlsRecords(random: SeededRandom): Buffer {
  const hello = random.pick(hellos) ?? alert;
  const make = random.pick<() => Buffer>([
    () => hello,
    () => hello.subarray(0, random.whole(1, hello.length - 1)),
    () => mutated(hello, random),
    () => mutated(hello, random),
    () => Buffer.concat([hello, random.bytes(random.whole(1, 200))]),
    () => Buffer.concat([hello, alert]),
    () => Buffer.concat([Buffer.from([0x16, 3, 1, 0x40, 0]), random.bytes(random.whole(1, 300))]),
    () => Buffer.concat([Buffer.from([0x17, 3, 3, 0, 50]), random.bytes(50)]),
    () => alert,
    () => Buffer.from("GET /text HTTP/1.1\r\nHost: not encrypted\r\n\r\n"),
    () => random.bytes(random.whole(1, 400)),
  ]);
  return make?.() ?? alert;
}
