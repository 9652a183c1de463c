/** Its close hooks do what close hooks should not. */
import { gracefulShutdown } from "@lameduck/core";
import { pages } from "./pages.ts";
import { hears, listen, options, say, sayWhatHappens } from "./parent.ts";

const shutdown = gracefulShutdown(options);
sayWhatHappens(shutdown);
const stopped = hears("nothing");

shutdown.onClose("the first", () => say("the first"));
shutdown.onClose("throws", () => {
  say("throws");
  throw new Error("thrown on purpose");
});
shutdown.onClose("hangs", () => (say("hangs"), stopped), { timeoutMs: 100 });
shutdown.onClose("rejects later", async () => {
  say("rejects later");
  await new Promise((resolve) => setTimeout(resolve, 50));
  throw new Error("rejected on purpose");
});
shutdown.onClose(
  "rejects too late",
  () => {
    say("rejects too late");
    return new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error("rejected too late")), 120);
    });
  },
  { timeoutMs: 100 },
);
shutdown.onClose("stops again", () => {
  say("stops again");
  void shutdown.stop("again");
});
shutdown.onClose("waits for the stop", () => (say("waits for the stop"), shutdown.stop("again")), {
  timeoutMs: 100,
});
shutdown.onClose("adds a hook", () => {
  say("adds a hook");
  shutdown.onClose("too late", () => say("too late"));
});

listen(shutdown.attach(pages()));
