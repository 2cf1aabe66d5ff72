// A transcript on its way in: paste, choose or drop. What is plainly wrong is said before anything is sent; the server checks again.

import { Problem, post } from "./talk.js";
import { alertOf, dismiss, saved } from "./status.js";
import { settle } from "./editor.js";
import { t } from "./words.js";

const LIMIT = 1024 * 1024;
const form = document.getElementById("draft-form");
const text = document.getElementById("transcript-text");
const file = form?.querySelector('input[type="file"]');

/** Reads a file strictly as UTF-8 or UTF-16 with its mark; anything else is said to be what it is. */
export async function readText(chosen) {
  if (chosen.size === 0) throw new Problem("invalid", t("intake.this-file-is-empty"), t("intake.choose-a-text-file-that-holds"));
  if (chosen.size > LIMIT) throw new Problem("invalid", t("intake.this-file-is-too-large"), t("intake.the-text-of-one-visit-has"));
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  if (encoding === "utf-8" && bytes.subarray(0, 8192).includes(0)) throw new Problem("invalid", t("intake.this-is-not-a-text-file"), t("intake.save-the-transcript-as-plain-text"));
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Problem("invalid", t("intake.the-letters-of-this-file-cannot"), t("intake.save-it-as-plain-text-in"));
  }
}

async function take(chosen) {
  dismiss("invalid");
  try {
    text.value = await readText(chosen);
    text.focus();
  } catch (problem) {
    alertOf(problem);
  } finally {
    file.value = "";
  }
}

async function draft(event) {
  event.preventDefault();
  const opened = form.querySelector("details").open;
  const typed = opened ? text.value : "";
  dismiss("invalid");
  if (opened && typed === "" && !document.querySelector(".utterances:not(.live)")) {
    alertOf(new Problem("invalid", t("intake.there-is-no-transcript-yet"), t("intake.paste-the-conversation-or-choose-a")));
    text.focus();
    return;
  }
  const pressed = event.submitter;
  pressed.disabled = true;
  pressed.setAttribute("aria-busy", "true");
  saved("saving", t("common.drafting"));
  const fields = new FormData();
  fields.set("type", form.ownerDocument.querySelector('input[name="type"]:checked')?.value ?? "soap");
  if (typed !== "") fields.set("file", new Blob([typed], { type: "text/plain;charset=utf-8" }), "transcript.txt");
  try {
    if (!(await settle())) throw new Problem("notice", t("common.some-edits-are-not-saved-yet"), t("intake.they-must-be-saved-before-a"));
    await post("draft", fields);
    text.value = "";
    history.replaceState(null, "", "#note");
    location.reload();
  } catch (problem) {
    saved("", "");
    pressed.disabled = false;
    pressed.removeAttribute("aria-busy");
    alertOf(problem);
  }
}

export function boot() {
  if (!form) return;
  form.addEventListener("submit", draft);
  file.addEventListener("change", () => file.files[0] && take(file.files[0]));
  const pane = document.getElementById("transcript");
  pane.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    pane.classList.add("dropping");
  });
  pane.addEventListener("dragleave", () => pane.classList.remove("dropping"));
  pane.addEventListener("drop", (event) => {
    pane.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.querySelector("details").open = true;
    take(event.dataTransfer.files[0]);
  });
}
