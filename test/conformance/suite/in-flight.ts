import { describe, it } from "vitest";
import { connectionLines, textOf, valuesOf } from "../client/answer.ts";
import { get, request } from "../client/requests.ts";
import { ownConnection } from "../pages.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce } from "../stops.ts";

export function describeInFlight(subject: Subject): void {
  describe("a request in flight at the stop", () => {
    it("is answered whole, says close, and its connection ends cleanly", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(get("/later/page"));
      await service.pages.asked("page");
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      await expect(service.connect()).rejects.toMatchObject({ code: "ECONNREFUSED" });
      service.pages.release("page");
      const answer = await client.answer();
      expect([answer.status, textOf(answer)]).toEqual([200, "this is page"]);
      expect(connectionLines(answer)).toEqual(["connection: close"]);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 1, cutOff: [], noticed: [] });
    });

    it.for(["streamed", "flushed"])(
      "is completed when its head went out with keep-alive (%s), and its connection serves one more",
      async (page, { expect, onTestFinished }) => {
        const service = await Service.start(subject, drainingAtOnce, onTestFinished);
        const client = await service.connect();
        client.send(get(`/${page}/page`));
        await client.hears("\r\n\r\n");
        const stopped = service.shutdown.stop();
        await service.listenerClosed();
        service.pages.release("page");
        const first = await client.answer();
        expect(textOf(first)).toMatch(/this is page$/);
        expect(connectionLines(first)).toContain("connection: keep-alive");
        client.send(get("/now/second"));
        const second = await client.answer();
        expect([textOf(second), ...connectionLines(second)]).toEqual(["this is second", "connection: close"]);
        expect(await client.ending).toBe("end");
        expect(await stopped).toMatchObject({ code: 0, requestsFinished: 2, cutOff: [] });
      },
    );

    it("leaves an idle connection behind when its head went out with keep-alive, which ends cleanly", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, { lameDuck: false, lingerMs: 100 }, onTestFinished);
      const client = await service.connect();
      const neighbour = await service.connectKept();
      client.send(get("/streamed/page"));
      await client.hears("begun");
      const stopped = service.shutdown.stop();
      // The neighbour goes when the linger is over: the response has outlived it.
      await neighbour.ending;
      service.pages.release("page");
      expect(textOf(await client.answer())).toBe("begun, this is page");
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });

    it.for(Object.keys(ownConnection))(
      "says close although the application writes its own Connection header by %s",
      async (how, { expect, onTestFinished }) => {
        const service = await Service.start(subject, drainingAtOnce, onTestFinished);
        const client = await service.connect();
        client.send(get(encodeURI(`/own/${how}`)));
        await service.pages.asked(how);
        const stopped = service.shutdown.stop();
        await service.listenerClosed();
        service.pages.release(how);
        const answer = await client.answer();
        expect([answer.status, textOf(answer)]).toEqual([200, "own"]);
        expect(connectionLines(answer)).toEqual(["connection: close"]);
        if (how.startsWith("writeHead")) expect(valuesOf(answer, "x-page")).toEqual(["own"]);
        if (how.includes("array")) expect(valuesOf(answer, "set-cookie")).toEqual(["a=1", "b=2"]);
        expect(await client.ending).toBe("end");
        expect(await stopped).toMatchObject({ code: 0 });
      },
    );

    it.for([
      ["HEAD", "/later/page"],
      ["GET", "/status/204"],
      ["GET", "/status/304"],
    ] as const)(
      "says close on a response without a body (%s %s)",
      async ([method, path], { expect, onTestFinished }) => {
        const service = await Service.start(subject, drainingAtOnce, onTestFinished);
        const client = await service.connectKept();
        await service.stopUntil("draining");
        client.send(request(method, path));
        service.pages.release("page");
        const answer = await client.answer(method);
        expect(connectionLines(answer)).toEqual(["connection: close"]);
        expect(await client.ending).toBe("end");
        expect(client.received.length).toBe(0);
      },
    );
  });
}
