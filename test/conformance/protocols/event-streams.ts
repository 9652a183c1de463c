import { get } from "../client/requests.ts";
import { INTERNAL_ERROR } from "../http2/frames.ts";
import { RawClient } from "../http2/raw-client.ts";
import type { Service, Subject } from "../service.ts";
import { partyOf } from "./over-http.ts";
import type { Protocol, Talk } from "./protocol.ts";

const cutOff = { kind: "request", method: "GET", url: "/events/never" };
const goodbye = "retry: 1000\n\n";

/** The event that a page gives: two lines of data, of which the second comes when it is released. */
const eventOf = (page: string): string => `data: begun\ndata: this is ${page}\n\n`;

/** Server-sent events over HTTP/1. */
export function eventsOverHttp1(name: string, subject: Subject): Protocol {
  const connect = async (service: Service): Promise<Talk> => {
    const client = await service.connect();
    const event = async (page: string): Promise<string> => {
      await client.hears(`data: this is ${page}\n\n`);
      return `this is ${page}`;
    };
    return {
      async begin(page) {
        client.send(get(`/events/${page}`));
        await Promise.all([service.pages.asked(page), client.hears("data: begun\n")]);
        const whole = event(page);
        whole.catch(() => {});
        return { whole, isVisiblyCut: client.ending.then((ending) => ending === "reset") };
      },
      async ask(page) {
        service.pages.release(page);
        client.send(get(`/events/${page}`));
        return event(page);
      },
      // The end of a chunked body comes behind it.
      told: () => client.hears(`${goodbye}\r\n0\r\n\r\n`),
      ending: client.ending,
    };
  };
  return { name, cutOff, start: (options, atTheEnd) => partyOf(subject, options, atTheEnd, connect) };
}

/** Server-sent events over HTTP/2. */
export function eventsOverHttp2(name: string, subject: Subject): Protocol {
  const connect = async (service: Service): Promise<Talk> => {
    const client = await RawClient.connect({ port: service.port, isTls: service.isTls });
    service.hold(client.socket);
    let stream = 0;
    const event = async (page: string): Promise<string> => {
      await client.until(() => client.textOf(stream).startsWith(eventOf(page)));
      return `this is ${page}`;
    };
    return {
      async begin(page) {
        stream = client.ask(`/events/${page}`);
        await Promise.all([service.pages.asked(page), client.hears(stream, "data: begun\n")]);
        const answer = client.answer(stream);
        const whole = event(page);
        whole.catch(() => {});
        return {
          whole,
          isVisiblyCut: answer.then(({ ending }) => ending === `RST_STREAM ${INTERNAL_ERROR}`),
        };
      },
      ask(page) {
        service.pages.release(page);
        stream = client.ask(`/events/${page}`);
        return event(page);
      },
      async told() {
        const { body, ending } = await client.answer(stream);
        if (!body.endsWith(goodbye) || ending !== "END_STREAM")
          throw new Error(`It ended by ${ending}: ${body}`);
      },
      ending: client.ending,
    };
  };
  return {
    name,
    cutOff,
    start: (options, atTheEnd) => partyOf(subject, options, atTheEnd, connect),
  };
}
