import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { Client } from "../conformance/client/client.ts";
import { Program } from "./program.ts";

export interface Start {
  /** For `gracefulShutdown()`, where the program takes any. */
  readonly options?: unknown;
  /** Added to the environment, from which everything is gone that the library looks at. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Node's own options. */
  readonly nodeOptions?: readonly string[];
  /** What to put before the command line. */
  readonly before?: readonly string[];
  /** Whether stdout and stderr are pipes that nobody reads. */
  readonly isUnread?: boolean;
}

interface Fixtures {
  /** Starts a program of the folder `programs`, or at an absolute path; it is gone when the test is over. */
  readonly start: (name: string, how?: Start) => Program;
  /** A client of a program; it is gone when the test is over. */
  readonly connect: (port: number) => Promise<Client>;
}

/** Nothing waits for its own sake: a listener is closed, and idle connections are ended, as soon as may be. */
export const atOnce = { gracePeriodMs: 60_000, lameDuck: false, lingerMs: 0 } as const;

/** Whoever waits for any of this to pass waits longer than a test may take. */
export const forAges = {
  gracePeriodMs: 600_000,
  lameDuck: { minimumMs: 200_000, maximumMs: 200_000 },
  lingerMs: 200_000,
} as const;

/** Where Node keeps what it has compiled: with it a program starts in a third of the time. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/node", import.meta.url));

export function pathOf(program: string): string {
  return fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url));
}

/** This process's environment without anything that the library looks at. */
function environment(added: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const looksAt = /^(LAMEDUCK_.*|KUBERNETES_SERVICE_HOST|WATCH_REPORT_DEPENDENCIES|NODE_OPTIONS)$/;
  const rest = Object.entries(process.env).filter(([name]) => !looksAt.test(name));
  return { ...Object.fromEntries(rest), NODE_COMPILE_CACHE: compileCache, ...added };
}

/** `it` for tests that need a real process; what they start they need not end. */
export const it = test.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures from here
  start: async ({}, use) => {
    const programs: Program[] = [];
    await use((name, how = {}) => {
      const program = start(name.startsWith("/") ? name : pathOf(name), how);
      programs.push(program);
      return program;
    });
    await Promise.all(programs.map(gone));
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  connect: async ({}, use) => {
    const clients: Client[] = [];
    await use(async (port) => {
      const client = await Client.connect({ port, isTls: false });
      clients.push(client);
      return client;
    });
    for (const { socket } of clients) socket.destroy();
  },
});

function start(path: string, how: Start): Program {
  const { options = {}, environment: added = {}, nodeOptions = [], before = [], isUnread = false } = how;
  const node = ["--conditions=@lameduck/source", ...nodeOptions, path, JSON.stringify(options)];
  const [command = process.execPath, ...rest] = [...before, process.execPath, ...node];
  const child = spawn(command, rest, {
    env: environment(added),
    stdio: ["pipe", "pipe", "pipe", "ipc"],
  });
  return new Program(child, { isUnread });
}

/** Kills what is left of a program, and waits until it is gone. */
async function gone({ child }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill(constants.signals.SIGKILL);
  await exited;
}
