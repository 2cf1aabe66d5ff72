// Lights what belongs together: a sentence, code or order and the words it rests on; an utterance and all that rests on it.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 859px)");
const peek = document.getElementById("peek");
let pinned = null;

/** "3:10-45 5:0-12" as turns and spans of UTF-16 units. */
export function spans(text) {
  return [...(text ?? "").matchAll(/(\d+):(\d+)-(\d+)/g)].map(([, turn, start, end]) => ({ turn: +turn, start: +start, end: +end }));
}

const utterance = (turn) => document.getElementById(`u${turn}`);
const carriers = () => document.querySelectorAll("[data-evidence]");

function clear() {
  for (const lit of document.querySelectorAll(".lit, .on")) lit.classList.remove("lit", "on");
  CSS.highlights?.delete("evidence");
  peek.hidden = true;
}

function lightCarrier(carrier, reveal) {
  clear();
  const found = spans(carrier.dataset.evidence).filter((span) => utterance(span.turn));
  carrier.classList.add(carrier.classList.contains("quote") ? "on" : "lit");
  const ranges = [];
  for (const span of found) {
    utterance(span.turn).classList.add("lit");
    const range = rangeOf(span);
    if (range) ranges.push(range);
  }
  if (globalThis.Highlight && ranges.length) CSS.highlights.set("evidence", new Highlight(...ranges));
  if (!reveal || !found.length) return;
  if (narrow.matches) showPeek(found);
  else bring(utterance(found[0].turn));
}

function rangeOf({ turn, start, end }) {
  const text = utterance(turn).querySelector(".said").firstChild;
  if (!text || start >= end || start >= text.length) return null;
  const range = new Range();
  range.setStart(text, start);
  range.setEnd(text, Math.min(end, text.length));
  return range;
}

function lightUtterance(line, reveal) {
  clear();
  line.classList.add("lit");
  const turn = +line.dataset.turn;
  let first = null;
  for (const carrier of carriers()) {
    if (!spans(carrier.dataset.evidence).some((span) => span.turn === turn)) continue;
    if (carrier.classList.contains("quote")) {
      carrier.classList.add("on");
      carrier.closest(".card")?.classList.add("lit");
    } else {
      carrier.classList.add("lit");
      first ??= carrier;
    }
  }
  if (reveal && first && !narrow.matches) bring(first);
}

function showPeek(found) {
  peek.replaceChildren(...[...new Set(found.map((span) => span.turn))].map((turn) => {
    const line = document.createElement("p");
    const who = document.createElement("span");
    who.className = "who";
    who.textContent = utterance(turn).querySelector(".speaker")?.textContent ?? "";
    line.append(who, utterance(turn).querySelector(".said").textContent);
    return line;
  }));
  peek.hidden = false;
}

function bring(element) {
  const seen = scroller(element).getBoundingClientRect();
  const box = element.getBoundingClientRect();
  if (box.top >= seen.top + 48 && box.bottom <= seen.bottom) return;
  element.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
}

function scroller(element) {
  let around = element.parentElement;
  while (around !== document.documentElement && !/auto|scroll/.test(getComputedStyle(around).overflowY)) around = around.parentElement;
  return around;
}

const target = (event) => event.target.closest?.("[data-evidence], .utterance");

function light(element, reveal) {
  if (element.matches(".utterance")) lightUtterance(element, reveal);
  else lightCarrier(element, reveal);
}

export function boot() {
  document.addEventListener("pointerover", (event) => {
    const over = target(event);
    if (over) light(over, false);
    else if (pinned?.isConnected) light(pinned, false);
    else clear();
  });
  document.addEventListener("focusin", (event) => {
    pinned = target(event);
    if (pinned) light(pinned, true);
    else clear();
  });
  document.addEventListener("click", (event) => {
    const on = target(event);
    if (on) light((pinned = on), true);
  });
  const list = document.querySelector(".utterances:not(.live)");
  list?.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = event.target.closest(".utterance");
    const next = step === 1 ? here?.nextElementSibling : step === -1 ? here?.previousElementSibling : null;
    if (!next) return;
    event.preventDefault();
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });
}
