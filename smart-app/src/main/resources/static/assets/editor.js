// Every statement of the note can be rewritten in place. It saves itself after a pause, keeps what could not be saved, and can be undone.

import { enqueue, pending, settled, showSummary, tell } from "./queue.js";
import { signedMeanwhile } from "./late.js";
import { button } from "./status.js";
import { t } from "./words.js";

const PAUSE_MS = 900;
/** Not what grows while the visit is spoken: that is in no record yet. */
const EDITABLE = ".statement[contenteditable]:not(#growing *)";
const timers = new WeakMap();
const past = [];
const future = [];
const note = document.getElementById("note");

const words = (statement) => statement.textContent.replace(/\s+/g, " ").trim();
export const dirty = (statement) => words(statement) !== (statement.dataset.saved ?? "");
const open = (statement) => document.activeElement === statement;

/** Sends what is still unsaved; resolves to whether all of it is saved. */
export async function settle() {
  for (const statement of note.querySelectorAll(EDITABLE)) if (dirty(statement) || statement.dataset.fresh) save(statement, true);
  return (await settled()) && !note.querySelector(".clash");
}

function save(statement, leaving = false) {
  clearTimeout(timers.get(statement));
  if (statement.dataset.clash) return;
  if (words(statement) === "" && open(statement) && !leaving) return;
  if (statement.dataset.fresh && words(statement) === "") {
    if (!open(statement)) discard(statement);
    return;
  }
  if (dirty(statement)) {
    future.length = 0;
    keys();
    enqueue(changeOf(statement));
  } else if ("unsaved" in statement.dataset) {
    delete statement.dataset.unsaved;
    tell();
  }
}

/** @param again whether it goes along a step that was taken already: its way back is known then */
function changeOf(statement, again = false) {
  let sent = null;
  return {
    key: statement,
    unsaved: () => statement.isConnected && dirty(statement),
    request() {
      if (!statement.isConnected || !dirty(statement)) return null;
      sent = { text: words(statement), before: statement.dataset.saved ?? "", fresh: Boolean(statement.dataset.fresh) };
      if (!sent.fresh) return { path: "statement", fields: { statement: statement.dataset.statement, text: sent.text, before: sent.before } };
      const block = statement.closest(".paragraph");
      return { path: "statement/new", fields: { section: block.dataset.section, paragraph: block.dataset.paragraph, after: earlier(statement)?.dataset.statement ?? "", text: sent.text } };
    },
    done(response, review) {
      showSummary(review, Boolean(response.headers.get("Draft-Elsewhere")));
      statement.dataset.saved = sent.text;
      if (sent.fresh) {
        statement.dataset.statement = response.headers.get("Draft-Statement");
        delete statement.dataset.fresh;
      }
      if (!again) remember(past, { statement, block: statement.closest(".paragraph"), anchor: earlier(statement), ...sent });
      if (!dirty(statement)) delete statement.dataset.unsaved;
      if (sent.text === "" && !dirty(statement)) discard(statement);
      else mark(statement);
    },
    failed(problem) {
      if (problem.kind === "signed") {
        signedMeanwhile(problem, statement, words(statement));
        return true;
      }
      if (problem.kind !== "conflict") return false;
      clash(statement, problem.more.theirs ?? "");
      return true;
    },
  };
}

function earlier(statement) {
  let before = statement.previousElementSibling;
  while (before && !(before.matches(".statement") && before.dataset.statement)) before = before.previousElementSibling;
  return before;
}

function mark(statement) {
  statement.classList.remove("unsupported", "chart");
  statement.classList.add("edited");
  statement.setAttribute("aria-description", t("editor.edited-by-you"));
  let label = statement.nextElementSibling;
  if (!label?.classList.contains("mark")) {
    label = document.createElement("span");
    label.setAttribute("aria-hidden", "true");
    statement.after(label);
  }
  label.className = "mark edited";
  label.textContent = t("editor.edited");
}

function discard(statement) {
  if (statement.nextElementSibling?.classList.contains("mark")) statement.nextElementSibling.remove();
  statement.remove();
}

function remember(stack, step) {
  stack.push(step);
  keys();
}

function keys() {
  for (const [id, stack] of [["undo", past], ["redo", future]]) {
    const key = document.getElementById(id);
    if (key) key.disabled = stack.length === 0;
  }
}

/** Takes back the last saved edit, deletion or addition. */
export const undo = () => goBack(past, future);

/** Does again what was taken back last. */
export const redo = () => goBack(future, past);

function goBack(from, to) {
  const step = from.pop();
  keys();
  if (!step) return;
  let statement = step.statement;
  const now = statement.isConnected ? words(statement) : "";
  if (!statement.isConnected) {
    statement = added(step.anchor?.isConnected ? step.anchor : null, step.block) ?? statement;
    statement.textContent = step.before;
    // Later steps of either stack mean the statement that now stands in its place.
    for (const other of [...past, ...future]) if (other.statement === step.statement) other.statement = statement;
  } else {
    statement.textContent = step.fresh ? "" : step.before;
  }
  statement.dataset.unsaved = "";
  remember(to, { statement, block: step.block, anchor: step.anchor, before: now, fresh: false });
  enqueue(changeOf(statement, true));
}

/** Puts a statement at the end of a section, or of the note where it has no such section, as an edit that can be undone. */
export function add(heading, text) {
  const sections = [...note.querySelectorAll(".paper .section")];
  const section = sections.find((one) => one.getAttribute("aria-label") === heading) ?? sections.at(-1);
  const statement = added(null, [...section.querySelectorAll(".paragraph")].at(-1));
  statement.textContent = text;
  statement.dataset.unsaved = "";
  save(statement, true);
}

/** An empty statement after another one, or at the end of its paragraph. */
function added(after, block) {
  if (!block) return null;
  const model = after ?? block.querySelector(".statement");
  const fresh = document.createElement("span");
  fresh.className = "statement";
  fresh.dataset.testid = "statement";
  fresh.dataset.fresh = "true";
  fresh.dataset.saved = "";
  fresh.dataset.evidence = "";
  fresh.contentEditable = "plaintext-only";
  fresh.setAttribute("role", "textbox");
  fresh.setAttribute("aria-multiline", "false");
  fresh.setAttribute("aria-label", model?.getAttribute("aria-label") ?? t("editor.new-statement"));
  if (after) {
    const anchor = after.nextElementSibling?.classList.contains("mark") ? after.nextElementSibling : after;
    anchor.after(" ", fresh);
  } else {
    block.querySelector(".add").before(fresh, " ");
  }
  return fresh;
}

function clash(statement, theirs) {
  statement.dataset.clash = "true";
  const box = document.createElement("div");
  box.className = "clash";
  box.dataset.testid = "conflict";
  box.setAttribute("role", "alert");
  const title = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = t("editor.changed-in-another-window");
  title.append(strong, " ", t("editor.yours-is-above-and-is-not"));
  const other = document.createElement("p");
  other.textContent = theirs === "" ? t("editor.removed") : theirs;
  const settleWith = (mine) => () => {
    delete statement.dataset.clash;
    statement.dataset.saved = theirs;
    if (!mine) statement.textContent = theirs;
    box.remove();
    if (theirs === "" && mine) {
      statement.dataset.fresh = "true";
      delete statement.dataset.statement;
    }
    if (!mine && theirs === "") discard(statement);
    else if (mine) save(statement, true);
    else delete statement.dataset.unsaved;
    tell();
  };
  box.append(title, other, button(t("editor.keep-mine"), settleWith(true)), button(t("editor.take-theirs"), settleWith(false)));
  statement.closest(".paragraph").after(box);
}

function keydown(event) {
  const statement = event.target.closest?.(EDITABLE);
  if (!statement) return;
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    if (words(statement) !== "") added(statement, statement.closest(".paragraph")).focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    statement.textContent = statement.dataset.saved ?? "";
    clearTimeout(timers.get(statement));
    statement.blur();
  }
}

export function boot() {
  note.addEventListener("input", (event) => {
    const statement = event.target.closest?.(EDITABLE);
    if (!statement) return;
    statement.dataset.unsaved = "";
    clearTimeout(timers.get(statement));
    timers.set(statement, setTimeout(() => save(statement), PAUSE_MS));
  });
  note.addEventListener("focusout", (event) => {
    const statement = event.target.closest?.(EDITABLE);
    if (statement) setTimeout(() => statement.isConnected && save(statement), 0);
  });
  note.addEventListener("keydown", keydown);
  note.addEventListener("click", (event) => {
    const block = event.target.closest(".add")?.closest(".paragraph");
    if (block) added(null, block).focus();
    if (event.target.closest("#undo")) undo();
    if (event.target.closest("#redo")) redo();
  });
  addEventListener("beforeunload", (event) => {
    if (!pending() && [...note.querySelectorAll(EDITABLE)].some(dirty)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") settle();
  });
}
