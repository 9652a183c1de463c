import { buildConnector, Client as Undici } from "undici";
import { type Client, type Kind, reasonOf, repeat, type Target, timeoutMs } from "./client.ts";

const atATime = 4;

/** HTTP/2 as undici speaks it, which sends by itself again what was refused; a connection goes where the table says. */
async function run(client: Client): Promise<void> {
  const { random, tally } = client;
  let to: Target | undefined;
  const connectTls = buildConnector({ rejectUnauthorized: false, allowH2: true });
  const undici = new Undici("https://soak", {
    allowH2: true,
    pipelining: atATime,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: (options, made) => {
      to = client.target("https");
      connectTls({ ...options, hostname: to.host, host: to.host, port: String(to.port) }, made);
    },
  });
  const post = async (): Promise<void> => {
    const body = random.bytes(random.whole(10, 1_000));
    tally.sent += 1;
    try {
      const response = await undici.request({ path: "/echo", method: "POST", body });
      const answer = Buffer.from(await response.body.arrayBuffer());
      if (answer.equals(body)) tally.answered += 1;
      else tally.lose(`${response.statusCode}, another answer`, to?.replica ?? "nobody");
    } catch (error) {
      tally.lose(reasonOf(error), to?.replica ?? "nobody");
    }
  };
  await Promise.all(Array.from({ length: atATime }, () => repeat(client, 250, post)));
  await undici.close();
}

export const undiciKind: Kind = { name: "HTTP/2, TLS, undici", clients: 6, run };
