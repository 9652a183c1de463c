import type { Page } from "playwright-core";
import { describe } from "vitest";
import { textOf } from "../conformance/client/answer.ts";
import { get } from "../conformance/client/requests.ts";
import { startReplica } from "./replicas.ts";
import { it, portOf, withUnpacking } from "./views.ts";

const looks = [375, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ viewport: { width, height: 800 }, colorScheme })),
);

/** Resolves when the page marks this phase as the present one. */
async function shows(page: Page, phase: string): Promise<void> {
  await page.locator("[aria-current=step] b").getByText(phase, { exact: true }).waitFor();
}

async function conditionsOn(page: Page): Promise<Record<string, string>> {
  const words = await page.locator("#conditions dd").allInnerTexts();
  return Object.fromEntries(["ready", "serving", "terminating"].map((name, index) => [name, words[index]!]));
}

describe("the status page in a browser", withUnpacking, () => {
  it("reads well on small and large screens, light and dark", async ({ start, open, expect }) => {
    const { statusUrl } = await startReplica(start);
    const seen = await Promise.all(
      looks.map(async (look) => {
        const { page, complaints } = await open(statusUrl, look);
        await shows(page, "ready");
        await page.locator("#link").getByText("live").waitFor();
        const backgroundColor = await page.evaluate<string>(
          "getComputedStyle(document.body).backgroundColor",
        );
        const isWiderThanScreen = await page.evaluate<boolean>(
          "document.documentElement.scrollWidth > innerWidth",
        );
        return { backgroundColor, isWiderThanScreen, complaints };
      }),
    );
    const [light, dark] = ["rgb(246, 248, 247)", "rgb(12, 23, 22)"];
    expect(seen).toEqual(
      [light, dark, light, dark].map((backgroundColor) => ({
        backgroundColor,
        isWiderThanScreen: false,
        complaints: [],
      })),
    );
  });

  it("shows a stop while it happens, and how it ended when the process is gone", async ({
    start,
    connect,
    open,
    expect,
  }) => {
    const { program, siteUrl, statusUrl } = await startReplica(start);
    const { page, complaints } = await open(statusUrl);
    await shows(page, "ready");
    expect(await conditionsOn(page)).toEqual({ ready: "yes", serving: "yes", terminating: "no" });

    const client = await connect(portOf(siteUrl));
    const url = "/slow?ms=6000&<img/src=x/onerror=alert(1)>";
    client.send(get(url));
    const row = page.locator("#in-flight tr");
    await row.waitFor();
    expect(await row.locator("b, code, small").allInnerTexts()).toEqual(["GET", url, "route /slow"]);
    expect(await page.locator("main img").count()).toBe(0);

    program.kill("SIGTERM");
    await shows(page, "lame duck");
    expect(await conditionsOn(page)).toEqual({ ready: "no", serving: "yes", terminating: "yes" });
    expect(await row.locator("code").allInnerTexts()).toEqual([url]);

    await shows(page, "draining");
    expect(await conditionsOn(page)).toEqual({ ready: "no", serving: "no", terminating: "yes" });
    await expect(connect(portOf(siteUrl))).rejects.toThrow("ECONNREFUSED");
    const age = row.locator("td").last();
    const before = await age.innerText();
    await age.getByText(before, { exact: true }).waitFor({ state: "detached" });

    expect(textOf(await client.answer())).toBe("This took 6000 ms.\n");
    client.socket.end();
    await shows(page, "stopped");
    expect(await program.ended).toEqual([0, null]);
    await page.locator("#link").getByText("the process has left").waitFor();
    expect(await page.locator("h1").innerText()).toBe("It has left.");
    expect(await page.locator("#end dd").allInnerTexts()).toEqual([
      "0",
      "1",
      "0",
      expect.stringMatching(/^\d\.\d s$/),
    ]);
    expect(await row.count()).toBe(0);
    expect(await page.evaluate("eventSource.readyState === EventSource.CLOSED")).toBe(true);
    expect(complaints).toEqual([]);
  });

  it("says that the connection is lost, and takes up with whoever answers next", async ({
    start,
    open,
    relayTo,
    expect,
  }) => {
    const [first, second] = await Promise.all([startReplica(start), startReplica(start, "koa-server")]);
    const { relay, url } = await relayTo(first.statusUrl);
    const { page } = await open(url);
    await page.locator("#link").getByText("live").waitFor();
    first.program.kill("SIGKILL");
    await page.locator("#link").getByText("connection lost").waitFor();
    expect(await page.locator("[aria-current=step] b").innerText()).toBe("ready");
    relay.target = portOf(second.statusUrl);
    await page.locator("#link").getByText("live").waitFor();
  });
});
