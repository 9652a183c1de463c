/** To be loaded before a program that does not know of the test: says on which port its server listens. */
import { type AddressInfo, Server } from "node:net";

const { listen } = Server.prototype as unknown as { readonly listen: (...args: unknown[]) => Server };

function listenAndSay(this: Server, ...args: unknown[]): Server {
  this.once("listening", () => process.send?.(`server listens on ${(this.address() as AddressInfo).port}`));
  return Reflect.apply(listen, this, args);
}

Object.assign(Server.prototype, { listen: listenAndSay });
