import { get, type IncomingMessage } from "node:http";
import { connect, constants } from "node:http2";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, type Kind, reasonOf, think } from "./client.ts";

/** A stream of events that has begun. */
interface Opened {
  readonly events: Readable;
  readonly replica: string;
  readonly close: () => void;
}

type Open = (client: Client, headers: Readonly<Record<string, string>>) => Promise<Opened>;

const overHttp1: Open = async (client, headers) => {
  const { replica, host, port } = client.target("http");
  const req = get({ host, port, path: "/events", headers, agent: false });
  const events = await new Promise<IncomingMessage>((resolve, reject) => {
    req.on("response", resolve).on("error", reject);
  });
  return { events, replica, close: () => void req.destroy() };
};

const overHttp2: Open = async (client, headers) => {
  const { replica, host, port } = client.target("h2c");
  const session = connect(`http://${host}:${port}`).on("error", () => {});
  const stream = session.request({ ":path": "/events", ...headers });
  stream.on("close", () => session.close());
  return { events: stream, replica, close: () => stream.close(constants.NGHTTP2_CANCEL) };
};

/** Reads one stream to its end, and gives each event's number; throws when it ends in the middle of anything. */
async function read(
  { events, close }: Opened,
  enough: AbortSignal,
  seen: (id: number) => void,
): Promise<void> {
  enough.addEventListener("abort", close);
  let rest = "";
  try {
    for await (const chunk of events.setEncoding("utf8")) {
      rest += String(chunk);
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks.filter((each) => each.includes("id: "))) {
        const id = /^id: (\d+)\ndata: event \1$/.exec(block)?.[1];
        // An EventSource would take it for seen.
        if (id === undefined) throw new Error(`half an event: ${JSON.stringify(block)}`);
        seen(Number(id));
      }
    }
    if (rest !== "") throw new Error(`ended in the middle of an event: ${JSON.stringify(rest)}`);
  } catch (error) {
    if (!enough.aborted) throw error;
  } finally {
    enough.removeEventListener("abort", close);
  }
}

/** Listens to events, comes back with the last one's number, and expects each exactly once. */
function kind(name: string, open: Open): Kind {
  const run = async (client: Client): Promise<void> => {
    const { tally, enough } = client;
    let last: number | undefined;
    let replica = "nobody";
    const seen = (id: number): void => {
      tally.sent += last === undefined ? 1 : Math.max(1, id - last);
      if (last === undefined || id === last + 1) tally.answered += 1;
      else if (id <= last) tally.lose(`event ${id} came again behind ${last}`, replica);
      else for (let lost = last + 1; lost < id; lost += 1) tally.lose(`event ${lost} never came`, replica);
      last = id;
    };
    await think(client, 500);
    while (!enough.aborted) {
      try {
        const opened = await open(client, last === undefined ? {} : { "last-event-id": String(last) });
        ({ replica } = opened);
        await read(opened, enough, seen);
        if (!enough.aborted) tally.retried += 1;
      } catch (error) {
        if (!enough.aborted) tally.lose(`the stream broke off: ${reasonOf(error)}`, replica);
      }
      // What the server said by `retry`.
      await sleep(100, undefined, { signal: enough }).catch(() => {});
    }
  };
  return { name, clients: 8, run };
}

export const eventStreamKinds: readonly Kind[] = [
  kind("events, HTTP/1", overHttp1),
  kind("events, HTTP/2", overHttp2),
];
