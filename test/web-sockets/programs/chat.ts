/** A server of WebSockets, with the options that the test gave. */
import { createServer } from "node:http";
import { gracefulShutdown } from "@lameduck/core";
import { WebSocketServer } from "ws";
import { listen, options } from "../../process/programs/parent.ts";

const shutdown = gracefulShutdown(options);
const server = createServer();
shutdown.webSockets(new WebSocketServer({ server }));
listen(shutdown.attach(server));
