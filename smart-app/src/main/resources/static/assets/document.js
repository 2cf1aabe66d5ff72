// A document besides the note: edited in place and saved by itself, made again, signed and printed.

import * as editor from "./editor.js";
import * as signing from "./signing.js";
import { tell } from "./queue.js";
import { Problem, post } from "./talk.js";
import { alertOf, saved } from "./status.js";
import { t } from "./words.js";

const form = document.getElementById("make-form");

async function make(event) {
  event.preventDefault();
  const pressed = event.submitter;
  pressed.disabled = true;
  saved("saving", t("common.drafting"));
  try {
    await editor.settle();
    await post("./", new URLSearchParams(new FormData(form)));
    location.reload();
  } catch (problem) {
    tell();
    pressed.disabled = false;
    alertOf(problem);
  }
}

async function toPaper() {
  if (await editor.settle()) print();
  else alertOf(new Problem("notice", t("common.some-edits-are-not-saved-yet"), t("document.they-must-be-saved-before-you")));
}

editor.boot();
signing.boot();
form.addEventListener("submit", make);
document.getElementById("print")?.addEventListener("click", toPaper);
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyZ") return;
  event.preventDefault();
  if (event.shiftKey) editor.redo();
  else editor.undo();
});
