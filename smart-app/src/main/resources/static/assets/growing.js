// The note grows while the visit is spoken: at intervals, and only when something was said since, the record drafts what there is so
// far and keeps nothing of it. What the clinician writes into it meanwhile stays, and goes into the draft that is made at the end.
// Where there is a draft already, it stays as it is, and what the recording adds is proposed beside it.

import { fragment, get, post } from "./talk.js";
import { alertOf, saved } from "./status.js";
import { spans } from "./evidence.js";
import { inPlace, morph } from "./morph.js";
import * as proposal from "./proposal.js";
import { t } from "./words.js";

const EVERY_MS = 20_000;
/** So many times as long as the last draft took is waited at least: a long visit costs the record no more than a short one. */
const PATIENCE = 10;

const pane = document.getElementById("note");
const beside = document.getElementById("proposal");
const box = document.getElementById("growing") ?? beside;
let timer = 0;
let asking = false;
let last = -EVERY_MS;
let pause = EVERY_MS;

const words = (statement) => statement.textContent.replace(/\s+/g, " ").trim();
const isMine = (statement) => statement.classList?.contains("mine") ?? false;
const type = () => document.querySelector('input[name="type"]:checked')?.value ?? "soap";

/** Whether there is something to show that is not in the record yet. */
export const growing = () => Boolean(box && !beside && !box.hidden);

/** The recording has ended beside a draft: resolves to whether something that it adds stands in the page. */
export function proposes() {
  if (!beside || !proposal.open()) return false;
  heard(); // Once more, of all that is written down.
  return true;
}

/** Something was said. */
export function heard() {
  if (!box || timer || asking) return;
  timer = setTimeout(grow, Math.max(0, last + pause - performance.now()));
}

export function stop() {
  clearTimeout(timer);
  timer = 0;
}

/** Nothing is shown of a recording that was discarded. */
export function discard() {
  stop();
  if (beside) return proposal.clear();
  box?.replaceChildren();
  if (box) box.hidden = true;
  const undrafted = document.getElementById("undrafted");
  if (undrafted) undrafted.hidden = false;
}

async function grow() {
  timer = 0;
  asking = true;
  const began = performance.now();
  const told = document.getElementById("live").childElementCount;
  try {
    const response = await post("draft/preview", { type: type() });
    if (response.status === 200 && !box.dataset.ended) show(await fragment(response));
  } catch {
    // The next words ask again; what cannot be reached is told where something could be lost by it.
  } finally {
    asking = false;
    last = performance.now();
    pause = Math.max(EVERY_MS, PATIENCE * (last - began));
    if (!box.dataset.ended && document.getElementById("live").childElementCount > told) heard();
  }
}

function show(fresh) {
  const article = name(fresh.querySelector(".paper"));
  if (beside) {
    proposal.show(article);
    if (document.getElementById("live").childElementCount) transcribe(unnumbered(fresh).querySelector("ol"), +fresh.dataset.until);
    return;
  }
  // Beside an earlier transcript of the visit, the numbers of utterances mean that one.
  if (document.querySelector(".utterances:not(.live)")) unnumbered(fresh);
  inPlace(pane, () => {
    const old = box.querySelector(".paper");
    if (!old) {
      box.append(label(), article);
    } else {
      morph(old, article, { keyOf: (element) => element.dataset.key, isMine, update });
    }
    box.querySelector(".so-far")?.remove();
    const soFar = fresh.querySelector(".so-far");
    if (soFar) box.append(soFar);
    box.hidden = false;
    document.getElementById("undrafted").hidden = true;
  });
  transcribe(fresh.querySelector("ol"), +fresh.dataset.until);
}

function unnumbered(fresh) {
  for (const carrier of fresh.querySelectorAll("[data-evidence]")) carrier.dataset.evidence = "";
  for (const line of fresh.querySelectorAll("ol [id]")) line.removeAttribute("id");
  return fresh;
}

/** A statement is the same as long as it rests on the same words; without any, as long as it says the same. */
function name(note) {
  for (const section of note.querySelectorAll(".section")) {
    const seen = new Map();
    for (const statement of section.querySelectorAll(".statement")) {
      const [first] = spans(statement.dataset.evidence);
      const place = first ? `${first.turn}:${first.start}` : words(statement);
      const nth = seen.get(place) ?? 0;
      seen.set(place, nth + 1);
      statement.dataset.key = `${section.getAttribute("aria-label")} ${place} ${nth}`;
      statement.dataset.drafted = words(statement);
    }
  }
  return note;
}

function update(statement, fresh) {
  if (statement.dataset.drafted === fresh.dataset.drafted) return;
  statement.textContent = fresh.textContent;
  statement.dataset.drafted = fresh.dataset.drafted;
  statement.dataset.evidence = fresh.dataset.evidence;
}

function label() {
  const told = document.createElement("p");
  told.className = "ai";
  told.dataset.testid = "growing-label";
  told.textContent = t("growing.draft-by-ai-growing-while-you");
  return told;
}

/** What the record has put together, with its speakers; then what was heard since. */
function transcribe(lines, until) {
  const live = document.getElementById("live");
  const since = [...live.children].filter((line) => +line.dataset.start >= until && until > 0);
  if (!lines || !(until > 0)) return;
  const seen = live.scrollTop + live.clientHeight >= live.scrollHeight - 40;
  const top = live.scrollTop;
  for (const line of lines.children) line.dataset.start = "-1";
  live.replaceChildren(...lines.children, ...since);
  live.scrollTop = seen ? live.scrollHeight : top;
}

/** Makes the draft for good and puts in what the clinician wrote meanwhile. Resolves to whether all of it is in the record. */
export async function settle() {
  stop();
  box.dataset.ended = "true";
  saved("saving", t("common.drafting"));
  try {
    const fields = new FormData();
    fields.set("type", type());
    if (!box.dataset.made) await post("draft", fields);
    box.dataset.made = "true";
    // What is typed from here on would be in no request.
    box.inert = true;
    const mine = [...box.querySelectorAll(".statement.mine")].filter((statement) => !statement.dataset.kept);
    if (mine.length) await carry(mine, new DOMParser().parseFromString(await (await get("./")).text(), "text/html"));
    return true;
  } catch (problem) {
    box.inert = false;
    saved("unsaved", t("growing.what-you-wrote-is-not-saved"));
    alertOf(problem, [t("growing.try-again"), async () => (await settle()) && location.reload()]);
    return false;
  }
}

async function carry(mine, made) {
  const note = name(made.querySelector("#note"));
  const draft = made.querySelector("main").dataset.composition;
  let version = made.getElementById("review").dataset.version;
  for (const statement of mine) {
    const there = statement.dataset.key && [...note.querySelectorAll(".statement")].find((one) => one.dataset.key === statement.dataset.key);
    const text = words(statement);
    if (!there && text === "") {
      statement.dataset.kept = "true";
      continue;
    }
    const heading = statement.closest(".section").getAttribute("aria-label");
    const sections = [...note.querySelectorAll(".section")];
    const section = sections.find((one) => one.getAttribute("aria-label") === heading) ?? sections.at(-1);
    const response = there
      ? await post("statement", { draft, statement: there.dataset.statement, before: there.dataset.saved, text }, version)
      : await post("statement/new", { draft, section: section.dataset.section, after: "", text }, version);
    version = (await fragment(response)).dataset.version;
    statement.dataset.kept = "true";
  }
}

function typed(event) {
  const statement = event.target.closest?.(".statement");
  if (!statement) return;
  statement.classList.add("mine");
  delete statement.dataset.kept;
}

/** Enter adds a statement of the clinician's own; Escape takes back what was written over the draft's words. */
function keydown(event) {
  const statement = event.target.closest?.(".statement");
  if (!statement) return;
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    const added = statement.cloneNode(false);
    delete added.dataset.key;
    delete added.dataset.drafted;
    added.dataset.evidence = "";
    added.classList.add("mine");
    statement.after(" ", added);
    added.focus();
  } else if (event.key === "Escape" && statement.dataset.drafted !== undefined) {
    event.preventDefault();
    statement.textContent = statement.dataset.drafted;
    statement.classList.remove("mine");
    statement.blur();
  }
}

export function boot() {
  if (beside) return proposal.boot();
  if (!box) return;
  box.addEventListener("input", typed);
  box.addEventListener("keydown", keydown);
  addEventListener("beforeunload", (event) => {
    if ([...box.querySelectorAll(".statement.mine")].some((statement) => !statement.dataset.kept)) event.preventDefault();
  });
}
