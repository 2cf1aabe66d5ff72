// What others do to the draft meanwhile, or the same clinician in another window, comes into the page by itself. What is being
// written here stays; a decision is shown as it stands.

import { Problem, fragment, get } from "./talk.js";
import { alertOf, saved } from "./status.js";
import { draft, pending, showReview } from "./queue.js";
import { dirty } from "./editor.js";
import { inPlace, morph } from "./morph.js";
import { t } from "./words.js";

const EVERY_MS = 30_000;
const pane = document.getElementById("note");

const isMine = (statement) => Boolean(statement.dataset?.clash || statement.dataset?.fresh || (statement.matches?.(".statement") && dirty(statement)));

function keyOf(element) {
  if (element.dataset.statement) return `s ${element.dataset.statement}`;
  if (element.matches(".section")) return `section ${element.dataset.section}`;
  if (element.matches(".paragraph")) return `paragraph ${element.querySelector("h4")?.textContent ?? element.dataset.paragraph}`;
  if (element.matches(".mark")) return `mark ${element.previousElementSibling?.dataset.statement} ${element.textContent}`;
  return element.tagName + element.className;
}

function update(statement, fresh) {
  if (statement.dataset.saved === fresh.dataset.saved) return;
  statement.textContent = fresh.textContent;
  statement.dataset.saved = fresh.dataset.saved;
  statement.className = fresh.className;
  const told = fresh.getAttribute("aria-description");
  if (told) statement.setAttribute("aria-description", told);
  else statement.removeAttribute("aria-description");
}

async function look() {
  const review = document.getElementById("review");
  if (document.visibilityState === "hidden" || pending() || review.querySelector(".reasons:not([hidden])")) return;
  const print = review.dataset.print;
  const response = await get(`newer?print=${encodeURIComponent(print)}`, true);
  if (response.status !== 200) return;
  const newer = await fragment(response);
  if (pending() || document.getElementById("review").dataset.print !== print) return;
  take(newer);
}

function take(newer) {
  const fresh = newer.querySelector("#review");
  const form = newer.querySelector("#sign-form [name=draft]");
  if (form?.value !== draft()) {
    const signed = !form;
    alertOf(
      new Problem("newer", signed ? t("newer.this-note-was-signed-meanwhile") : t("newer.a-newer-draft-of-this-visit"), t("newer.what-you-wrote-here-is-kept")),
      [t("common.show-the-newest"), () => location.reload()],
    );
    document.getElementById("review").dataset.print = fresh.dataset.print;
    return;
  }
  inPlace(pane, () => morph(pane.querySelector(".paper"), newer.querySelector(".paper"), { keyOf, isMine, update }));
  const { print } = fresh.dataset;
  showReview(fresh);
  fresh.dataset.print = print;
  saved("saved", t("newer.changed-elsewhere-and-shown"));
}

export function boot() {
  if (!document.body.classList.contains("drafted")) return;
  const again = async () => {
    try {
      await look();
    } catch (problem) {
      if (problem.kind === "sign-in-again") return;
    }
    setTimeout(again, EVERY_MS);
  };
  setTimeout(again, EVERY_MS);
}
