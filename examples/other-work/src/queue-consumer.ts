import { setTimeout as sleep } from "node:timers/promises";
import { gracefulShutdown } from "@lameduck/core";
import { jobMs } from "./job-ms.ts";
import { Queue, Worker } from "./queue.ts";

const queue = new Queue();
queue.add(...Array.from({ length: 1_000 }, (_, index) => `job ${index + 1}`));

const takesMs = jobMs();
const worker = new Worker(queue, async (job) => {
  console.log(`${job} begun`);
  await sleep(takesMs);
  console.log(`${job} done`);
});

const shutdown = gracefulShutdown();
shutdown.attach({
  name: "emails",
  // Other consumers can take what waits in the queue.
  discourage: () => worker.pause(),
  drain: () => worker.close(),
  cutOff: () => worker.jobsInHand,
});
shutdown.onClose("queue", () => console.log(`${queue.waitingCount} jobs left to others`));

worker.run(2);
