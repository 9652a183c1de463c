import { type Address, addressFrom } from "../address.ts";

/** ADMIN_HOST and ADMIN_PORT of the environment: by default nobody but this machine can look. */
export function statusAddress(): Address {
  return addressFrom({ host: "ADMIN_HOST", port: "ADMIN_PORT" }, { host: "127.0.0.1", port: 8081 });
}
