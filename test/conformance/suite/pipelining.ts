import { describe, it } from "vitest";
import { connectionLines, textOf } from "../client/answer.ts";
import type { Client } from "../client/client.ts";
import { get, post } from "../client/requests.ts";
import { Service, type Subject } from "../service.ts";
import { drainingAtOnce, longLameDuck } from "../stops.ts";

const isClose = (line: string): boolean => line === "connection: close";

/** The texts of the next answers, each with whether it says close. */
async function nextAnswers(client: Client, count: number): Promise<(readonly [string, boolean])[]> {
  const answers: (readonly [string, boolean])[] = [];
  for (let n = 0; n < count; n += 1) {
    const answer = await client.answer();
    answers.push([textOf(answer), connectionLines(answer).some(isClose)]);
  }
  return answers;
}

const onlyTheLastSaysClose = [
  ["this is one", false],
  ["this is two", false],
  ["this is three", true],
];

const phases = [
  ["lame-duck", longLameDuck],
  ["draining", drainingAtOnce],
] as const;

export function describePipelining(subject: Subject): void {
  describe("three requests in one packet", () => {
    it.for(phases)(
      "are all answered by handlers that answer at once, and only the last says close (%s)",
      async ([phase, options], { expect, onTestFinished }) => {
        const service = await Service.start(subject, options, onTestFinished);
        const client = await service.connectKept();
        await service.stopUntil(phase);
        client.send(get("/now/one"), get("/now/two"), get("/now/three"));
        expect(await nextAnswers(client, 3)).toEqual(onlyTheLastSaysClose);
        expect(await client.ending).toBe("end");
        expect(service.pages.executed).toEqual(["kept", "one", "two", "three"]);
        expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 3 });
      },
    );

    it.for(phases)(
      "are all answered by handlers that answer later, and only the last says close (%s)",
      async ([phase, options], { expect, onTestFinished }) => {
        const service = await Service.start(subject, options, onTestFinished);
        const client = await service.connectKept();
        await service.stopUntil(phase);
        client.send(get("/later/one"), get("/later/two"), get("/later/three"));
        await service.pages.asked("three");
        for (const name of ["three", "two", "one"]) service.pages.release(name);
        expect(await nextAnswers(client, 3)).toEqual(onlyTheLastSaysClose);
        expect(await client.ending).toBe("end");
        expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 3 });
      },
    );

    it("are all answered by handlers of both kinds", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      await service.stopUntil("lame-duck");
      client.send(get("/now/one"), get("/later/two"), get("/now/three"));
      await service.pages.asked("three");
      service.pages.release("two");
      expect(await nextAnswers(client, 3)).toEqual(onlyTheLastSaysClose);
      expect(await client.ending).toBe("end");
    });

    it("are all answered when they have bodies", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, longLameDuck, onTestFinished);
      const client = await service.connect();
      await service.stopUntil("lame-duck");
      client.send(post("/upload/one", "1"), post("/upload/two", "22"), post("/upload/three", "333"));
      expect(await nextAnswers(client, 3)).toEqual([
        ["1 bytes", false],
        ["2 bytes", false],
        ["3 bytes", true],
      ]);
      expect(await client.ending).toBe("end");
    });

    it("that are in flight at the stop are all answered, and only the last says close", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(get("/later/one"), get("/later/two"), get("/later/three"));
      await service.pages.asked("three");
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      const answers: unknown[] = [];
      for (const name of ["one", "two", "three"]) {
        service.pages.release(name);
        answers.push(...(await nextAnswers(client, 1)));
      }
      expect(answers).toEqual(onlyTheLastSaysClose);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 3, cutOff: [] });
    });

    it("that are in flight at the stop are all answered also when the last is ready first, and the connection is told at the latest with one more", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(get("/later/one"), get("/later/two"), get("/later/three"));
      await service.pages.asked("three");
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      for (const name of ["three", "two", "one"]) service.pages.release(name);
      const answers = await nextAnswers(client, 3);
      expect(answers.map(([text]) => text)).toEqual(["this is one", "this is two", "this is three"]);
      expect(answers.slice(0, 2).map(([, isTold]) => isTold)).toEqual([false, false]);
      // The head of an answer that waits for its turn is written: where nobody could foresee it, it keeps the connection.
      if (answers[2]?.[1] === false) {
        client.send(get("/now/four"));
        expect(await nextAnswers(client, 1)).toEqual([["this is four", true]]);
      }
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, cutOff: [] });
    });
  });

  describe("a request behind another on the same connection", () => {
    it("takes the close over from the one in flight at the stop", async ({ expect, onTestFinished }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      client.send(get("/later/first"));
      await service.pages.asked("first");
      const stopped = service.shutdown.stop();
      await service.listenerClosed();
      client.send(get("/now/second"));
      await service.pages.asked("second");
      service.pages.release("first");
      expect(await nextAnswers(client, 2)).toEqual([
        ["this is first", false],
        ["this is second", true],
      ]);
      expect(await client.ending).toBe("end");
      expect(await stopped).toMatchObject({ code: 0, requestsFinished: 2 });
    });

    it("is not executed when the other has announced the close, so that it may be sent again", async ({
      expect,
      onTestFinished,
    }) => {
      const service = await Service.start(subject, drainingAtOnce, onTestFinished);
      const client = await service.connect();
      const neighbour = await service.connect();
      await service.stopUntil("draining");
      client.send(get("/streamed/first"));
      await client.hears("begun");
      client.send(get("/now/second"));
      // What was sent before the neighbour's request has been read when that is answered.
      neighbour.send(get("/now/neighbour"));
      await neighbour.answer();
      service.pages.release("first");
      expect(await nextAnswers(client, 1)).toEqual([["begun, this is first", true]]);
      await client.ending;
      expect(client.received.length).toBe(0);
      expect(service.pages.executed).toEqual(["first", "neighbour"]);
      expect(await service.outcome()).toMatchObject({ code: 0, requestsFinished: 2 });
    });
  });
}
