/**
 * `victim.ts <kind>`: serves and stops, again and again, as it is told by its parent, and tells what each stop left.
 * Run with --expose-gc. It ends by itself when its parent lets it go: nothing of a stop may keep it.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kind } from "../kinds.ts";
import type { Answer, Leave, Order, Weight } from "./messages.ts";
import { Service } from "./service.ts";
import { traces } from "./traces.ts";

const collectGarbage = (globalThis as unknown as { gc: () => void }).gc;
const kind = process.argv[2] as Kind;
const services = new Map<number, Service>();
const made: WeakRef<object>[] = [];

async function weigh(id: number): Promise<Weight> {
  for (let n = 0; n < 30; n += 1) {
    await nextTurn();
    collectGarbage();
  }
  return {
    id,
    heapBytes: process.memoryUsage().heapUsed,
    survivors: made.filter((each) => each.deref() !== undefined).length,
    resources: process.getActiveResourcesInfo().toSorted(),
    listeners: traces(process),
  };
}

async function obey(order: Exclude<Order, Leave>): Promise<Answer> {
  switch (order.do) {
    case "serve": {
      const service = new Service(order.id, kind, order.options);
      services.set(order.id, service);
      made.push(new WeakRef(service.server), new WeakRef(service.shutdown));
      return service.listen();
    }
    case "stop": {
      const service = services.get(order.id);
      services.delete(order.id);
      if (service === undefined) throw new Error(`There is no service ${order.id}`);
      return service.stop();
    }
    case "weigh":
      return weigh(order.id);
    default:
      return order satisfies never;
  }
}

// A test that was killed must not leave a program behind.
const abandoned = (): void => process.exit(99);
process.once("disconnect", abandoned);
process.on("message", (order: Order) => {
  if (order.do !== "leave") return void obey(order).then((answer) => process.send?.(answer));
  process.off("disconnect", abandoned);
  return process.disconnect();
});
