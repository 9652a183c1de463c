import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { it as base } from "../process/programs.ts";
import { Relay } from "../protocol/relay/relay.ts";
import { launchBrowser } from "./browser.ts";

/** A page in the browser, and all that the browser had to complain about. */
interface View {
  readonly page: Page;
  /** What the console got, what was thrown, and what was asked for elsewhere. */
  readonly complaints: readonly string[];
}

interface Fixtures {
  readonly browser: Browser;
  /** Opens an address in a window of its own; it is closed when the test is over. */
  readonly open: (url: string, look?: BrowserContextOptions) => Promise<View>;
  /** Puts a relay before a server; it is gone when the test is over. */
  readonly relayTo: (url: string) => Promise<{ readonly relay: Relay; readonly url: string }>;
}

/** `it` for tests with a real browser, one for the whole file, and with programs as in `test/process`. */
export const it = base.extend<Fixtures>({
  browser: [
    // eslint-disable-next-line no-empty-pattern -- vitest reads the names of the fixtures from here
    async ({}, use) => {
      const browser = await launchBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  open: async ({ browser }, use) => {
    const closing: (() => Promise<void>)[] = [];
    await use(async (url, look = {}) => {
      const context = await browser.newContext(look);
      closing.push(() => context.close());
      // Sooner than the test's own, because this one says what was waited for.
      context.setDefaultTimeout(20_000);
      const page = await context.newPage();
      await page.addInitScript(keepEventSource);
      const complaints = complaintsOf(page, new URL(url).origin);
      await page.goto(url);
      return { page, complaints };
    });
    await Promise.all(closing.map((close) => close()));
  },
  // eslint-disable-next-line no-empty-pattern -- as above
  relayTo: async ({}, use) => {
    const relays: Relay[] = [];
    await use(async (url) => {
      const relay = new Relay(portOf(url), 0);
      relays.push(relay);
      return { relay, url: `http://127.0.0.1:${await relay.listen()}` };
    });
    for (const relay of relays) relay.close();
  },
});

/** In the page: has its EventSource at hand as `eventSource`. */
const keepEventSource = `
  globalThis.EventSource = class extends EventSource {
    constructor(url) {
      super(url);
      globalThis.eventSource = this;
    }
  };
`;

/** The first start of all unpacks the browser, which may take long where much else is going on. */
export const withUnpacking = { timeout: 90_000 } as const;

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

function complaintsOf(page: Page, origin: string): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked for ${request.url()}`);
  });
  return complaints;
}
