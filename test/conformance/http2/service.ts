import { gracefulShutdown } from "@lameduck/core";
import { createSecureServer, createServer } from "node:http2";
import { bareApplication } from "../applications/bare.ts";
import { streamApplication } from "../applications/streams.ts";
import { selfSigned } from "../certificate/self-signed.ts";
import { type AtTheEnd, Service, type ServiceOptions, type Subject } from "../service.ts";
import { RawClient } from "./raw-client.ts";

/** Each way to serve HTTP/2 that there is in Node: over TLS and in clear, by requests and by streams. */
export const subjects: Readonly<Record<string, Subject["serve"]>> = {
  "h2, compatibility API": (shutdown, pages) =>
    createSecureServer(selfSigned, bareApplication(shutdown, pages) as never),
  "h2, stream API": (shutdown, pages) => streamApplication(createSecureServer(selfSigned), shutdown, pages),
  "h2c, compatibility API": (shutdown, pages) => createServer(bareApplication(shutdown, pages) as never),
  "h2c, stream API": (shutdown, pages) => streamApplication(createServer(), shutdown, pages),
};

/** A service of HTTP/2 under test. */
export class Http2Service extends Service {
  static async serve(
    serve: Subject["serve"],
    options: ServiceOptions,
    atTheEnd: AtTheEnd,
  ): Promise<Http2Service> {
    const service = new Http2Service({ gracefulShutdown, serve, environment: {} }, options, atTheEnd);
    service.attach();
    await service.listen();
    return service;
  }

  async connectRaw(): Promise<RawClient> {
    const client = await RawClient.connect({ port: this.port, isTls: this.isTls });
    this.hold(client.socket);
    return client;
  }

  /** A client whose session has served a request. */
  async connectServed(): Promise<RawClient> {
    const client = await this.connectRaw();
    await client.answer(client.ask("/now/served"));
    return client;
  }
}
