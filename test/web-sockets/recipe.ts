import { spawn } from "node:child_process";
import { Program } from "../process/program.ts";
import { Relay } from "../protocol/relay/relay.ts";
import { codeBlocks, readDocument, root } from "../readme/documents.ts";

export const recipes: readonly string[] = codeBlocks(readDocument("docs/web-sockets.md"), "ts");

/** The one recipe whose code contains this. */
export function recipeWith(words: string): string {
  const found = recipes.filter((recipe) => recipe.includes(words));
  if (found.length !== 1) throw new Error(`${found.length} recipes contain ${words}`);
  return found.join("");
}

type AtTheEnd = (end: () => void) => void;

/** Runs a recipe as it stands, but for the port, which the kernel chooses and the program says. */
function run(recipe: string, atTheEnd: AtTheEnd): Program {
  if (!recipe.includes("listen(3000)")) throw new Error("The recipe listens elsewhere than at 3000");
  const says = "server.on('listening', () => process.send(`server listens on ${server.address().port}`));\n";
  const code = recipe.replace("listen(3000)", "listen(0)") + says;
  const flags = ["--conditions=@lameduck/source", "--input-type=module", "-e", code];
  const child = spawn(process.execPath, flags, {
    cwd: root,
    // With its cache a program starts in a third of the time.
    env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: `${root}node_modules/.cache/node` },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  atTheEnd(() => void child.kill("SIGKILL"));
  return new Program(child);
}

/** Two programs of one recipe behind one port, which leads to the first of them until it drains. */
export class Replacement {
  readonly one: Program;
  readonly other: Program;
  /** Where clients connect. */
  readonly port: number;
  readonly #relay: Relay;
  readonly #otherPort: number;

  private constructor(one: Program, other: Program, relay: Relay, port: number, otherPort: number) {
    this.one = one;
    this.other = other;
    this.port = port;
    this.#relay = relay;
    this.#otherPort = otherPort;
  }

  static async start(recipe: string, atTheEnd: AtTheEnd): Promise<Replacement> {
    const [one, other] = [run(recipe, atTheEnd), run(recipe, atTheEnd)];
    const [port, otherPort] = [await one.port(), await other.port()];
    const relay = new Relay(port, 0);
    atTheEnd(() => relay.close());
    return new Replacement(one, other, relay, await relay.listen(), otherPort);
  }

  /** Tells the first one to stop, and returns when it has begun to. */
  async begin(): Promise<void> {
    this.one.kill("SIGTERM");
    await this.one.logs(/SIGTERM: leaving/);
  }

  /** Sends newcomers to the other one as soon as the first refuses them. */
  async isOver(): Promise<void> {
    await this.one.logs(/draining/);
    this.#relay.target = this.#otherPort;
  }

  /** How the first one ended, and after how many seconds by its own clock. */
  async ended(): Promise<{
    readonly code: number | null;
    readonly cutOff: number;
    readonly seconds: number;
  }> {
    const [code] = await this.one.ended;
    const summary = /stopped \(SIGTERM\) in (\d+\.\d) s.* (\d+) cut off/.exec(this.one.stderr);
    return { code, seconds: Number(summary?.[1]), cutOff: Number(summary?.[2]) };
  }
}
