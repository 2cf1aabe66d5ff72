// Recording on a phone or in a window of its own, for frames of EHRs that let nobody have the microphone.

import { get, post } from "./talk.js";
import { alertOf, button, dismiss } from "./status.js";

const LOOK_EVERY = 3_000;

const panel = document.getElementById("recorder");
let dialog = null;
let looking = 0;
let before = null;

function paragraph(words, testId) {
  const made = document.createElement("p");
  made.textContent = words;
  if (testId) made.dataset.testid = testId;
  return made;
}

async function open() {
  dismiss("elsewhere");
  try {
    const link = await (await post("companion", {})).json();
    before = null;
    show(link);
    clearInterval(looking);
    looking = setInterval(look, LOOK_EVERY);
    look();
  } catch (problem) {
    alertOf(Object.assign(problem, { kind: "elsewhere" }));
  }
}

function show({ address, code, minutes }) {
  dialog?.remove();
  dialog = document.createElement("dialog");
  dialog.className = "elsewhere";
  dialog.dataset.testid = "elsewhere-dialog";
  const title = document.createElement("h2");
  title.id = "elsewhere-title";
  title.textContent = "Record elsewhere";
  dialog.setAttribute("aria-labelledby", title.id);
  const own = document.createElement("a");
  own.href = address;
  own.target = "_blank";
  own.rel = "noopener noreferrer";
  own.dataset.testid = "elsewhere-window";
  own.textContent = "Open a window of its own";
  dialog.append(title);
  if (code) {
    dialog.append(paragraph("Scan this with a phone, or open a window of its own."));
    // From our own server, which draws nothing but squares.
    dialog.append(document.importNode(new DOMParser().parseFromString(code, "image/svg+xml").documentElement, true));
  }
  const status = paragraph(`The link works once, within ${minutes} minutes, and records this visit only.`, "elsewhere-state");
  status.setAttribute("role", "status");
  dialog.append(own, status, button("Close", () => dialog.close()));
  document.body.append(dialog);
  dialog.showModal();
}

const WORDS = { open: "The other device is ready to record this visit.", none: "The link has expired. Close this and make a new one." };

async function look() {
  try {
    const { state, print } = await (await get("companion", true)).json();
    before ??= print;
    if (WORDS[state]) dialog.querySelector("[data-testid=elsewhere-state]").textContent = WORDS[state];
    if (print !== before) {
      before = print;
      alertOf({ kind: "notice", title: "The recording is written down.", detail: " Reload the page to see the transcript." }, ["Reload", () => location.reload()]);
    }
    if (state === "none" || (state === "waiting" && !dialog.open)) clearInterval(looking);
  } catch (problem) {
    if (!problem.passing) clearInterval(looking);
  }
}

export function boot() {
  if (!panel) return;
  const policy = document.featurePolicy ?? document.permissionsPolicy;
  const forbidden = Boolean(policy && !policy.allowsFeature("microphone"));
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("companion.css", import.meta.url);
  document.head.append(style);
  const offer = paragraph(forbidden ? "This frame of the EHR has no microphone. " : "");
  offer.className = "offer-elsewhere";
  const choose = button(forbidden ? "Record on a phone or in a window of its own" : "Record elsewhere", open, forbidden ? "primary" : "quiet");
  choose.dataset.testid = "elsewhere";
  offer.append(choose);
  document.getElementById("record").closest("p").after(offer);
}
