import { textOf, valuesOf, type Answer } from "../client/answer.ts";
import { Client } from "../client/client.ts";
import { get } from "../client/requests.ts";
import { INTERNAL_ERROR, NO_ERROR } from "../http2/frames.ts";
import { RawClient, type StreamAnswer } from "../http2/raw-client.ts";
import { type AtTheEnd, Service, type ServiceOptions, type Subject } from "../service.ts";
import type { Party, Protocol, Talk } from "./protocol.ts";

const cutOff = { kind: "request", method: "GET", url: "/streamed/never" };

export async function partyOf(
  subject: Subject,
  options: ServiceOptions,
  atTheEnd: AtTheEnd,
  connect: (service: Service) => Promise<Talk>,
): Promise<Party> {
  const service = await Service.start(subject, options, atTheEnd);
  return {
    shutdown: service.shutdown,
    pages: service.pages,
    connect: () => connect(service),
    stopUntil: (phase) => service.stopUntil(phase),
    listenerClosed: () => service.listenerClosed(),
  };
}

/** HTTP/1, in clear or over TLS, on a server of whatever kind. */
export function http1(name: string, subject: Subject): Protocol {
  const connect = async (service: Service): Promise<Talk> => http1Talk(await service.connect(), service);
  return { name, cutOff, start: (options, atTheEnd) => partyOf(subject, options, atTheEnd, connect) };
}

function http1Talk(client: Client, { pages }: Service): Talk {
  let last: Answer | undefined;
  const answer = async (path: string): Promise<string> => {
    client.send(get(path));
    last = await client.answer();
    return textOf(last);
  };
  return {
    async begin(page) {
      const whole = answer(`/streamed/${page}`).then((text) => text.replace("begun, ", ""));
      // Whether it comes or not is up to the test.
      whole.catch(() => {});
      await Promise.all([pages.asked(page), client.hears("begun, ")]);
      return {
        whole,
        // Only a chunk of length 0 ends a streamed body; a reset says that there is none.
        isVisiblyCut: client.ending.then((ending) => ending === "reset"),
      };
    },
    ask: (page) => answer(`/now/${page}`),
    async told() {
      // A head that was written before the stop had promised to keep the connection.
      const isBegun = last === undefined || valuesOf(last, "Connection")[0] !== "close";
      if (isBegun && valuesOf(await client.answerTo(get("/now/again")), "Connection")[0] !== "close")
        throw new Error("It was not told to close");
    },
    ending: client.ending,
  };
}

/** HTTP/2, in clear or over TLS. */
export function http2(name: string, subject: Subject, named: object = cutOff): Protocol {
  const connect = async (service: Service): Promise<Talk> => {
    const client = await RawClient.connect({ port: service.port, isTls: service.isTls });
    service.hold(client.socket);
    return http2Talk(client, service);
  };
  return {
    name,
    cutOff: { ...named },
    start: (options, atTheEnd) => partyOf(subject, options, atTheEnd, connect),
  };
}

function http2Talk(client: RawClient, { pages }: Service): Talk {
  const wholeBody = ({ ending, body }: StreamAnswer): string => {
    if (ending !== "END_STREAM") throw new Error(`The answer ended by ${ending}`);
    return body;
  };
  return {
    async begin(page) {
      const stream = client.ask(`/streamed/${page}`);
      await Promise.all([pages.asked(page), client.hears(stream, "begun, ")]);
      const answer = client.answer(stream);
      const whole = answer.then((all) => wholeBody(all).replace("begun, ", ""));
      whole.catch(() => {});
      return { whole, isVisiblyCut: answer.then(({ ending }) => ending === `RST_STREAM ${INTERNAL_ERROR}`) };
    },
    ask: async (page) => wholeBody(await client.answer(client.ask(`/now/${page}`))),
    async told() {
      const { code } = await client.told();
      if (code !== NO_ERROR) throw new Error(`GOAWAY says ${code}`);
    },
    ending: client.ending,
  };
}
