import { describe, expect, it } from "vitest";
import { make } from "./making.ts";

const noPort = (got: string): string =>
  `Expected \`admin.port\` to be a whole number from 0 to 65535, got ${got}`;
const noHost = (got: string): string =>
  `Expected \`admin.host\` to be an address to listen on, a string that is not empty, got ${got}`;

function serve(): void {}

describe("an admin listener that cannot be is refused at the call", () => {
  it.each<[string, unknown, string]>([
    ["none", null, "Expected `admin` to be an object, got null"],
    ["a port alone", 9_000, "Expected `admin` to be an object, got 9000 (number)"],
    ["true", true, "Expected `admin` to be an object, got true"],
    ["a list", [9_000], "Expected `admin` to be an object, got an array"],
    ["a handler alone", serve, "Expected `admin` to be an object, got the function serve"],
    [
      "an unknown key",
      { port: 0, path: "/" },
      "Expected `admin` to have only port, host, handler, got `path`",
    ],
    ["no port", {}, noPort("undefined")],
    ["a port as text", { port: "9000" }, noPort('"9000"')],
    ["a negative port", { port: -1 }, noPort("-1 (number)")],
    ["a port that is no whole number", { port: 80.5 }, noPort("80.5 (number)")],
    ["a port beyond all", { port: 65_536 }, noPort("65536 (number)")],
    ["a port that is no number", { port: Number.NaN }, noPort("NaN (number)")],
    ["an empty host", { port: 0, host: "" }, noHost('""')],
    ["a host that is no text", { port: 0, host: 127 }, noHost("127 (number)")],
    ["no host", { port: 0, host: null }, noHost("null")],
    [
      "a handler that is none",
      { port: 0, handler: "/metrics" },
      'Expected `admin.handler` to be a function, got "/metrics"',
    ],
    ["no handler", { port: 0, handler: null }, "Expected `admin.handler` to be a function, got null"],
  ])("%s", (_what, admin, message) => {
    expect(() => make({ admin })).toThrow(new TypeError(message));
  });

  it.each([
    undefined,
    { port: 0 },
    { port: 65_535 },
    { port: 0, host: undefined, handler: undefined },
    { port: 0, host: "::1", handler: serve },
  ])("and one that can be is not: %o", (admin) => {
    expect(() => make({ admin })).not.toThrow();
  });
});
