import { createHash } from "node:crypto";
import request from "supertest";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { site } from "../../examples/nginx-style/src/site.ts";

const leaving = new AbortController();
const app = site({ leaving: () => leaving.signal, status: () => ({ phase: "ready" }) });
const log: string[] = [];

beforeEach(() => {
  log.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((line) => log.push(String(line)) > 0);
});

describe("the nginx-style site", () => {
  it("serves its welcome page and what it is made of, and nothing from elsewhere", async () => {
    const { text } = await request(app).get("/").expect(200).expect("Content-Type", /html/);
    expect(text).not.toMatch(/https?:\/\//);
    for (const [, path = ""] of text.matchAll(/(?:href|src)="(\/\w+\.\w+)"/g)) {
      await request(app).get(path).expect(200);
    }
    await request(app).get("/nowhere").expect(404);
  });

  it.each([
    ["/slow?ms=soon", "Expected `ms` to be a whole number from 0 to 60000, got `soon`.\n"],
    ["/slow?ms=60001", "Expected `ms` to be a whole number from 0 to 60000, got `60001`.\n"],
    ["/download?seconds=-1", "Expected `seconds` to be a whole number from 0 to 300, got `-1`.\n"],
  ])("refuses %s in one sentence", async (path, sentence) => {
    await request(app).get(path).expect(400, sentence);
  });

  it("tells what came by an upload, and that it wants one", async () => {
    const sha256 = createHash("sha256").update("a body").digest("hex");
    await request(app).post("/upload").type("text").send("a body").expect(200, { length: 6, sha256 });
    await request(app).get("/upload").expect(405, "Expected a POST with a body.\n").expect("Allow", "POST");
  });

  it("trickles a download whose digest fits", async () => {
    const { body, headers } = await request(app).get("/download?seconds=0").responseType("blob").expect(200);
    const digest = createHash("sha256").update(body).digest("base64");
    expect(headers["repr-digest"]).toBe(`sha-256=:${digest}:`);
  });

  it("shows the status it is given", async () => {
    await request(app).get("/status").expect(200, { phase: "ready" });
  });

  it("ends its event stream when it is about to leave", async () => {
    const streamed = request(app).get("/events").buffer(true).expect(200);
    const text = streamed.then((response) => response.text);
    await vi.waitFor(() => expect(leaving.signal).toBeDefined());
    leaving.abort();
    expect(await text).toBe("retry: 1000\n\nevent: goodbye\ndata: this server is leaving\n\n");
  });

  it("writes its access log in nginx's combined format, where no client can write a line of its own", async () => {
    await request(app).get("/slow?ms=0").set("User-Agent", 'me "and\ttab').set("Referer", "here").expect(200);
    await vi.waitFor(() => expect(log.length).toBe(1));
    expect(log[0]).toMatch(
      /^\S+ - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET \/slow\?ms=0 HTTP\/1\.1" 200 16 "here" "me \\x22and\\x09tab"\n$/,
    );
  });
});
