import type { Page } from "playwright-core";
import { describe } from "vitest";
import { startReplica } from "./replicas.ts";
import { it, portOf, withUnpacking } from "./views.ts";

/** Notes the id of each event, and how often the connection has failed since it last stood. */
const listen = `
  const noted = { ids: [], failed: 0 };
  const events = new EventSource("/events");
  events.addEventListener("tick", ({ lastEventId }) => noted.ids.push(Number(lastEventId)));
  events.addEventListener("open", () => (noted.failed = 0));
  events.addEventListener("error", () => (noted.failed += 1));
  globalThis.noted = noted;
`;

/** The ids that the page has noted, once this is true. */
async function idsOnce(page: Page, condition: string): Promise<readonly number[]> {
  await page.waitForFunction(condition);
  return page.evaluate<readonly number[]>("noted.ids");
}

describe("an EventSource in a browser", withUnpacking, () => {
  it("gets every event once and in order across the hand-over to another server, late as it is", async ({
    start,
    open,
    relayTo,
    expect,
  }) => {
    const [leaving, staying] = await Promise.all([startReplica(start), startReplica(start, "koa-server")]);
    const { relay, url } = await relayTo(leaving.siteUrl);
    const { page } = await open(url);
    await page.addScriptTag({ content: listen });
    await idsOnce(page, "noted.ids.length >= 2");

    leaving.program.kill("SIGTERM");
    // Ended by the server and then refused, so that a second or more is missed: the relay has not noticed yet.
    const before = await idsOnce(page, "noted.failed >= 2");
    relay.target = portOf(staying.siteUrl);
    expect(await leaving.program.ended).toEqual([0, null]);
    expect(leaving.program.stderr).toMatch(/0 cut off/);

    const ids = await idsOnce(page, `noted.ids.length >= ${before.length + 4}`);
    expect(ids).toEqual(ids.map((_, index) => ids[0]! + index));
  });
});
