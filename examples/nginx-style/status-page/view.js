// Puts a state on the page. What comes from a request is only ever text, never HTML.

const headlines = {
  starting: ["It starts.", "Nobody is sent here yet."],
  ready: ["It serves.", "Everyone who comes is answered."],
  "lame-duck": ["It is a lame duck.", "Everyone is still answered, and asked to go elsewhere from now on."],
  draining: ["It drains.", "Nobody new comes in. What has begun is finished."],
  closing: ["It closes.", "The last request is done, and the tools are put away."],
  stopped: ["It has left.", "Nothing was lost. This is how it was at the end."],
};
const withLosses = ["It has left.", "Not everything could be done in time. This is how it was at the end."];

const order = Object.keys(headlines);
const find = document.querySelector.bind(document);
const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;

/** Text that stays the same is not touched: it would be announced again, and a selection in it would be lost. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function show(state) {
  const { phase, end } = state;
  const [headline, lead] = end?.code === 1 ? withLosses : headlines[phase];
  document.body.dataset.phase = phase;
  document.body.toggleAttribute("data-lossy", end?.code === 1);
  document.title = `${phase.replace("-", " ")} · ${location.host}`;
  write(find("#headline"), headline);
  write(find("#lead"), lead);
  showPhases(state);
  showGrace(state);
  for (const [name, is] of Object.entries(state.conditions)) {
    const element = find(`[data-condition="${name}"]`);
    write(element, is ? "yes" : "no");
    element.dataset.is = String(is);
  }
  showInFlight(state.inFlight);
  if (end !== undefined) showEnd(end);
}

function showPhases({ phase, phases }) {
  const times = new Map();
  for (const { phase: name, ms } of phases) times.set(name, ms);
  for (const step of find("#phases").children) {
    const name = step.dataset.phase;
    const isNow = name === phase;
    if (isNow) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
    // A phase that was skipped lies behind as well.
    step.toggleAttribute("data-past", order.indexOf(name) < order.indexOf(phase));
    const isTimed = times.has(name) && name !== "stopped";
    write(step.querySelector("i"), isTimed ? seconds(times.get(name)) : "");
  }
}

function showGrace({ stop, end }) {
  find("#grace").hidden = stop === undefined;
  if (stop === undefined) return;
  const ms = end?.tookMs ?? stop.ms;
  write(find("#grace-text"), `${stop.reason}: ${seconds(ms)} of ${seconds(stop.graceMs)} grace`);
  find("#grace-bar").max = stop.graceMs;
  find("#grace-bar").value = ms;
}

function showInFlight({ count, first }) {
  const body = find("#in-flight");
  while (body.rows.length > first.length) body.deleteRow(-1);
  while (body.rows.length < first.length) body.append(newRow());
  for (const [index, { method, url, route, atLeastMs }] of first.entries()) {
    const row = body.rows[index];
    write(row.querySelector("b"), method);
    write(row.querySelector("code"), url);
    write(row.querySelector("small"), route === undefined || url === route ? "" : `route ${route}`);
    write(row.lastChild, seconds(atLeastMs));
  }
  const unlisted = count - first.length;
  write(find("#in-flight-count"), String(count));
  write(find("#in-flight-note"), count === 0 ? "Nothing is in flight." : `and ${unlisted} more`);
  find("#in-flight-note").hidden = count > 0 && unlisted === 0;
  body.parentElement.hidden = count === 0;
}

function newRow() {
  const row = document.createElement("tr");
  const request = row.insertCell();
  request.append(...["b", "code", "small"].map((name) => document.createElement(name)));
  row.insertCell();
  return row;
}

function showEnd({ code, requestsFinished, cutOff, tookMs, failed, noticed }) {
  find("#end").hidden = false;
  write(find("#end-code"), String(code));
  write(find("#end-finished"), String(requestsFinished));
  write(find("#end-cut-off"), String(cutOff.count));
  write(find("#end-took"), seconds(tookMs));
  const remarks = [
    ...cutOff.first.map((what) => `cut off: ${what}`),
    ...(cutOff.count > cutOff.first.length ? [`and ${cutOff.count - cutOff.first.length} more`] : []),
    ...failed.map(({ name, message }) => `${name} failed: ${message}`),
    ...noticed,
  ];
  find("#remarks").hidden = remarks.length === 0;
  find("#remarks").replaceChildren(
    ...remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
}
