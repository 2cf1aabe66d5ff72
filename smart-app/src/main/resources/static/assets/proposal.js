// What a recording adds to a note that is drafted already: proposed below the draft, line by line, and put into it by hand alone.

import { add } from "./editor.js";
import { button } from "./status.js";
import { inPlace, morph } from "./morph.js";
import { t } from "./words.js";

const pane = document.getElementById("note");
const box = document.getElementById("proposal");
/** Keys of lines that were added or left out: not proposed again, however they are worded later. */
const decided = new Set();

/** What the draft said when this page opened, whatever is made of it here. */
const drafted = [];

const plain = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();

const texts = () => [...pane.querySelectorAll(".paper .statement")].map((statement) => plain(statement.textContent));

/** Whether lines stand here that nobody has decided. */
export const open = () => Boolean(box?.querySelector("li"));

export function clear() {
  if (!box) return;
  box.querySelector(".lines").replaceChildren();
  box.hidden = true;
}

/** @param article the note of the recording so far, each statement with the key that it keeps */
export function show(article) {
  const there = [...drafted, ...texts()];
  const fresh = document.createElement("div");
  for (const section of article.querySelectorAll(".section")) {
    const heading = section.getAttribute("aria-label");
    const lines = [...section.querySelectorAll(".statement")].filter((statement) => !decided.has(statement.dataset.key) && !there.some((said) => said.includes(plain(statement.textContent))));
    if (lines.length === 0) continue;
    const part = document.createElement("section");
    part.dataset.key = heading;
    const title = document.createElement("h4");
    title.dataset.key = "title";
    title.textContent = heading;
    const list = document.createElement("ul");
    list.dataset.key = "list";
    list.append(...lines.map((statement) => line(heading, statement)));
    part.append(title, list);
    fresh.append(part);
  }
  inPlace(pane, () => {
    morph(box.querySelector(".lines"), fresh, { keyOf: (element) => element.dataset.key ?? element.className, isMine: () => false, update });
    box.hidden = !open();
  });
}

function line(heading, { dataset, textContent }) {
  const item = document.createElement("li");
  item.dataset.key = dataset.key;
  item.dataset.testid = "proposed";
  const words = document.createElement("span");
  words.className = "statement proposed";
  words.textContent = textContent;
  const take = button(t("proposal.add-to-the-note"), () => decide(item, () => add(heading, words.textContent)), "take");
  const leave = button(t("proposal.leave-out"), () => decide(item), "quiet leave");
  name(take, leave, textContent);
  item.append(words, take, leave);
  return item;
}

function name(take, leave, words) {
  take.setAttribute("aria-label", t("proposal.add-line", { words }));
  leave.setAttribute("aria-label", t("proposal.leave-line", { words }));
}

function update(words, fresh) {
  if (words.textContent === fresh.textContent) return;
  words.textContent = fresh.textContent;
  name(...words.parentElement.querySelectorAll("button"), fresh.textContent);
}

/** The line goes, and the focus to the next one. */
function decide(item, action = () => {}) {
  decided.add(item.dataset.key);
  const lines = [...box.querySelectorAll("li")];
  const next = lines[lines.indexOf(item) + 1] ?? lines[lines.indexOf(item) - 1];
  const part = item.closest("section");
  item.remove();
  if (!part.querySelector("li")) part.remove();
  box.hidden = !open();
  action();
  if (next) next.querySelector(".take").focus();
  else pane.focus();
}

export function boot() {
  if (box) drafted.push(...texts());
}
