// Keeps the page at what the server says, until the server has said its last word.
import { show } from "./view.js";

const link = document.querySelector("#link");

document.querySelector("#where").textContent = location.host;
connect();

function connect() {
  const events = new EventSource("/events");
  events.addEventListener("open", () => say("live", "live"));
  events.addEventListener("message", ({ data }) => {
    const state = JSON.parse(data);
    show(state);
    if (state.end === undefined) return;
    // The process exits now, and nobody would answer a further attempt.
    events.close();
    say("over", "the process has left");
  });
  events.addEventListener("error", () => say("lost", "connection lost"));
}

/** Announced by screen readers, so it is touched only when there is something new. */
function say(mode, words) {
  link.dataset.mode = mode;
  if (link.textContent !== words) link.textContent = words;
}
