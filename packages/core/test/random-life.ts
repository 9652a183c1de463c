import type { EventEmitter } from "node:events";
import type { Drainable } from "../src/index.ts";
import { drainable, type DrainableChoices } from "./random-drainable.ts";
import { ended, type Ending } from "./random-ending.ts";
import { RandomServer } from "./random-server.ts";
import type { Step } from "./random-steps.ts";
import { traces } from "./random-traces.ts";
import { type ClientChoices, RandomWebSocketServer } from "./random-web-sockets.ts";
import { Witness } from "./random-witness.ts";

/** A service to which random things happen. */
export class RandomLife extends Witness {
  readonly servers: RandomServer[] = [];
  readonly webSocketServers: RandomWebSocketServer[] = [];
  readonly drainables: Drainable[] = [];
  /** What was on each server before it was attached. */
  readonly tracesBefore = new Map<EventEmitter, object>();

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "attach":
        this.#attach(step.isListening);
        break;
      case "listen":
        this.servers.find(({ listening }) => !listening)?.listen();
        break;
      case "close a server":
        this.servers.at(-1)?.close();
        break;
      case "ready":
        this.shutdown.ready();
        break;
      case "stop":
        this.stop();
        break;
      case "dispose":
        void this.shutdown[Symbol.asyncDispose]();
        break;
      case "break a listener":
        this.shutdown.on(() => {
          throw new Error("broken");
        });
        break;
      case "leave":
        this.servers
          .find(({ clients }) => clients.length > 0)
          ?.clients.shift()
          ?.leave();
        break;
      case "signal":
        await this.host.deliver(step.signal);
        break;
      case "work":
        this.#work(step.ending);
        break;
      case "hook":
        this.#hook(step.ending);
        break;
      case "request":
        if (!this.#isDraining) this.servers.at(-1)?.request(step.ending);
        break;
      case "stream":
        if (!this.#isDraining) this.servers.at(-1)?.stream(step.stream, this.streamsEnded);
        break;
      case "drainable":
        this.#drainable(step.drainable);
        break;
      case "web sockets":
        this.#webSockets(step.clients);
        break;
      case "web socket":
        if (!this.#isDraining) this.webSocketServers.at(-1)?.come(step.client);
        break;
      case "wait":
        await this.host.advance(step.ms);
        break;
      default:
        step satisfies never;
    }
    await this.host.settle();
  }

  stop(): void {
    void this.shutdown.stop();
  }

  get #isDraining(): boolean {
    return !["starting", "ready", "lame-duck"].includes(this.phase);
  }

  get #isClosing(): boolean {
    return ["closing", "stopped"].includes(this.phase);
  }

  #attach(isListening: boolean): void {
    if (this.#isDraining) return;
    const server = new RandomServer(this);
    // One that the application closes before the stop is let go.
    server.on("close", () => {
      if (!this.shutdown.conditions.terminating) this.servers.splice(this.servers.indexOf(server), 1);
    });
    if (isListening) server.listen();
    this.tracesBefore.set(server, traces(server));
    this.servers.push(this.shutdown.attach(server));
  }

  #drainable(choices: DrainableChoices): void {
    if (this.#isDraining) return;
    const name = `drainable ${this.drainables.length}`;
    const called = (verb: string): void =>
      void this.verbsCalled.push({ name: `${verb} of ${name}`, phase: this.phase });
    this.drainables.push(this.shutdown.attach(drainable(name, choices, this, called)));
  }

  #webSockets(clients: readonly ClientChoices[]): void {
    if (this.#isDraining) return;
    const wss = new RandomWebSocketServer(this, clients, this.closes);
    this.tracesBefore.set(wss, traces(wss));
    this.webSocketServers.push(this.shutdown.webSockets(wss));
  }

  #work(ending: Ending): void {
    // What comes later is not waited for, and said so.
    if (this.#isClosing) return;
    const name = `work ${this.begun.count}`;
    const end = this.begun.begin(name);
    this.shutdown.waitUntil(ended(ending, this).finally(end), name).catch(() => {});
  }

  #hook(ending: Ending): void {
    if (this.#isClosing) return;
    const name = `hook ${this.hooksAdded.length}`;
    this.hooksAdded.push(name);
    this.shutdown.onClose(name, () => {
      this.hooksCalled.push({ name, phase: this.phase });
      if (ending.how === "badly" && ending.ms < 100) throw new Error("broken at once");
      return ended(ending, this);
    });
  }
}
