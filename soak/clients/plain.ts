import type { Question } from "../../rehearsal/traffic/exchange.ts";
import { ask } from "../../rehearsal/traffic/ask.ts";
import { ServiceAgent } from "../../rehearsal/traffic/service-agent.ts";
import { evidence, howLost } from "../../rehearsal/verdict/how-lost.ts";
import type { SeededRandom } from "../../rehearsal/seeded-random.ts";
import { sha256 } from "../content.ts";
import { type Client, type Kind, repeat } from "./client.ts";

/** HTTP/1 as node:http speaks it, one request at a time on a connection, none of them ever sent twice. */
function plain(
  name: string,
  clients: number,
  { keepAlive, thinkMs }: { readonly keepAlive: boolean; readonly thinkMs: number },
  question: (random: SeededRandom) => Question,
): Kind {
  const run = async (client: Client): Promise<void> => {
    const { tally, random } = client;
    const agent = new ServiceAgent(keepAlive, client.choose);
    await repeat(client, thinkMs, async () => {
      tally.sent += 1;
      const exchange = await ask(agent, question(random));
      const how = howLost(exchange);
      if (how === undefined) tally.answered += 1;
      else tally.lose(`${how}: ${evidence(exchange)}`, exchange.endpoint ?? "nobody");
    });
    agent.destroy();
  };
  return { name, clients, run };
}

function page(random: SeededRandom): Question {
  const n = random.whole(0, 1e6);
  return {
    method: "GET",
    path: `/hello?n=${n}`,
    isRightBody: ({ body }) => body.toString() === `hello ${n}`,
  };
}

function post(random: SeededRandom): Question {
  const body = random.bytes(random.whole(10, 1_000));
  return { method: "POST", path: "/echo", body, isRightBody: (answer) => answer.body.equals(body) };
}

function download(random: SeededRandom): Question {
  const [bytes, pauseMs] = [random.whole(1_000_000, 4_000_000), random.whole(5, 40)];
  const path = `/download?seed=${random.whole(0, 1e6)}&bytes=${bytes}&pause=${pauseMs}`;
  return {
    method: "GET",
    path,
    isRightBody: ({ body, headers }) =>
      body.length === bytes && headers["repr-digest"] === `sha-256=:${sha256(body)}:`,
  };
}

function slow(random: SeededRandom): Question {
  const path = `/slow?ms=${random.whole(100, 3_000)}`;
  return { method: "GET", path, isRightBody: ({ body }) => body.toString() === "slow" };
}

function poll(): Question {
  const answers = ["leaving", "nothing new"];
  return { method: "GET", path: "/poll", isRightBody: ({ body }) => answers.includes(body.toString()) };
}

export const plainKinds: readonly Kind[] = [
  plain("GET, kept connection", 12, { keepAlive: true, thinkMs: 150 }, page),
  plain("POST, kept connection", 10, { keepAlive: true, thinkMs: 200 }, post),
  plain("GET, new connection", 8, { keepAlive: false, thinkMs: 200 }, page),
  plain("slow answer", 6, { keepAlive: true, thinkMs: 200 }, slow),
  plain("download", 4, { keepAlive: true, thinkMs: 300 }, download),
  plain("long poll", 8, { keepAlive: true, thinkMs: 200 }, poll),
];
