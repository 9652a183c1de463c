import type { Shutdown } from "@lameduck/core";
import type { Ending } from "../client/client.ts";
import type { Pages } from "../pages.ts";
import type { AtTheEnd, ServiceOptions } from "../service.ts";

/** Something that a client has asked for and has not got yet. */
interface Unfinished {
  /** The text that the application gave, when all of it has come; rejects where it was cut short. */
  readonly whole: Promise<string>;
  /** Resolves when it has ended in whatever way, and tells whether a client can see that it was cut short. */
  readonly isVisiblyCut: Promise<boolean>;
}

/** One client, as the suite sees it in every protocol. */
export interface Talk {
  /** Asks for a page that the test releases; resolves when the application has been asked for it. */
  begin(page: string): Promise<Unfinished>;
  /** Asks for a page that is there at once, and resolves to it. */
  ask(page: string): Promise<string>;
  /** Resolves when the server has told this client to go elsewhere, in the words of its protocol. */
  told(): Promise<void>;
  readonly ending: Promise<Ending>;
}

/** A service under test and how a client reaches it. */
export interface Party {
  readonly shutdown: Shutdown;
  readonly pages: Pages;
  connect(): Promise<Talk>;
  /** Begins the stop and resolves when it has entered this phase. */
  stopUntil(phase: "lame-duck" | "draining"): Promise<void>;
  /** Resolves when newcomers are refused. */
  listenerClosed(): Promise<void>;
}

/** What joins the suite. */
export interface Protocol {
  readonly name: string;
  /** How the outcome calls what was cut off. */
  readonly cutOff: Readonly<Record<string, unknown>>;
  readonly start: (options: ServiceOptions, atTheEnd: AtTheEnd) => Promise<Party>;
}
