import { gracefulShutdown } from "@lameduck/core";
import { jobMs } from "./job-ms.ts";
import { Pool } from "./pool.ts";

const pool = new Pool(2);
const shutdown = gracefulShutdown();
shutdown.attach({
  name: "thumbnails",
  drain: () => pool.close(),
  cutOff: () => {
    const lost = pool.running;
    void pool.terminate();
    return lost;
  },
});

let count = 0;
function nextImage(): string {
  count += 1;
  console.log(`image ${count} begun`);
  return `image ${count}`;
}

pool.work(nextImage, jobMs(), (image) => console.log(`${image} done`));
