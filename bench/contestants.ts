import { createServer, type RequestListener, type Server } from "node:http";
import { gracefulShutdown as coreShutdown } from "@lameduck/core";
import { gracefulShutdown as expressShutdown } from "@lameduck/express";
import { gracefulShutdown as koaShutdown } from "@lameduck/koa";
import express, { type RequestHandler } from "express";
import Koa from "koa";
import stoppable from "stoppable";

/** A way to build the same service; `target` is what its CPU may cost, as a multiple of the bare one's. */
export interface Contestant {
  readonly name: string;
  readonly target?: number;
  readonly make: () => Server;
}

/** What is compared with one another: the first is the base of all ratios. */
export type Group = readonly [Contestant, ...Contestant[]];

/** What every service answers; nothing before it in a response ends with its last byte. */
export const body = "hello!";

const answer: RequestListener = (_req, res) => void res.end(body);

function expressApp(...first: readonly RequestHandler[]): Server {
  const app = express();
  for (const middleware of first) app.use(middleware);
  app.get("/", (_req, res) => void res.send(body));
  return createServer(app as RequestListener);
}

function koaApp(...first: readonly Koa.Middleware[]): Server {
  const app = new Koa();
  for (const middleware of first) app.use(middleware);
  app.use((ctx) => {
    ctx.body = body;
  });
  const listener = app.callback();
  return createServer((req, res) => void listener(req, res));
}

const bareHttp = (): Server => createServer(answer);
const bareExpress = (): Server => expressApp();
const bareKoa = (): Server => koaApp();

export const groups: readonly Group[] = [
  [
    { name: "node:http", make: bareHttp },
    { name: "node:http (control)", make: bareHttp },
    { name: "@lameduck/core", target: 1.005, make: () => coreShutdown().attach(createServer(answer)) },
    { name: "stoppable", make: () => stoppable(createServer(answer)) },
  ],
  [
    { name: "Express 5", make: bareExpress },
    { name: "Express 5 (control)", make: bareExpress },
    // What a middleware costs that Express only has to call: probes() cannot cost less.
    { name: "Express 5, an empty middleware", make: () => expressApp((_req, _res, next) => next()) },
    {
      name: "@lameduck/express, probes() mounted",
      target: 1.02,
      make() {
        const shutdown = expressShutdown();
        return shutdown.attach(expressApp(shutdown.probes()));
      },
    },
  ],
  [
    { name: "Koa 3", make: bareKoa },
    { name: "Koa 3 (control)", make: bareKoa },
    {
      name: "@lameduck/koa, probes() mounted",
      target: 1.02,
      make() {
        const shutdown = koaShutdown();
        return shutdown.attach(koaApp(shutdown.probes()));
      },
    },
  ],
];
