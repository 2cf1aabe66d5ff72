// The signature, what is added to a signed note, and how the signed work fares on its way into the EHR.

import { Problem, fragment, get, post } from "./talk.js";
import { alertOf, saved } from "./status.js";
import { settle } from "./editor.js";
import { draft, tell, version } from "./queue.js";
import { look } from "./standing.js";
import { t } from "./words.js";

const EVERY_MS = 2000;

async function sign(event) {
  event.preventDefault();
  const pressed = event.submitter ?? event.target.querySelector("button");
  pressed.disabled = true;
  pressed.setAttribute("aria-busy", "true");
  try {
    if (!(await settle())) throw new Problem("notice", t("common.some-edits-are-not-saved-yet"), t("signing.they-must-be-saved-before-you"));
    saved("saving", t("signing.signing"));
    if (await look()) throw new Problem("notice", t("signing.the-visit-has-changed"), document.getElementById("sign-ended").textContent);
    await post("sign", { draft: draft() }, version());
    history.replaceState(null, "", "#signing");
    location.reload();
  } catch (problem) {
    tell();
    pressed.disabled = false;
    pressed.removeAttribute("aria-busy");
    const newest = problem.kind === "conflict" || problem.kind === "signed" ? [[t("common.show-the-newest"), () => location.reload()]] : [];
    alertOf(problem, ...newest);
  }
}

/** What is added to the signed note, or said against it: the words stay in their form until they are in the record. */
async function add(form, pressed) {
  pressed.disabled = true;
  pressed.setAttribute("aria-busy", "true");
  try {
    await post(form.getAttribute("action"), Object.fromEntries(new FormData(form)));
    history.replaceState(null, "", "#signing");
    location.reload();
  } catch (problem) {
    pressed.disabled = false;
    pressed.removeAttribute("aria-busy");
    alertOf(problem);
    form.querySelector("textarea").focus();
  }
}

/** The region itself stays, so that what is new in it is read out; a button that has the focus keeps it while there is one. */
function show(fresh, focused = document.activeElement) {
  const shown = document.getElementById("delivery");
  const held = shown.contains(focused);
  shown.dataset.state = fresh.dataset.state;
  if (shown.innerHTML === fresh.innerHTML) return;
  const same = focused.dataset.id && `.${focused.className}[data-id="${CSS.escape(focused.dataset.id)}"]`;
  shown.replaceChildren(...fresh.childNodes);
  if (held) ((same && shown.querySelector(same)) || shown).focus({ preventScroll: true });
}

async function follow() {
  const shown = document.getElementById("delivery");
  if (!shown || shown.dataset.state !== "pending") return;
  try {
    show(await fragment(await get("delivery", true)));
  } catch (problem) {
    if (!problem.passing) return alertOf(problem);
  }
  setTimeout(follow, EVERY_MS);
}

async function decide(button, path) {
  button.disabled = true;
  try {
    show(await fragment(await post(path, { id: button.dataset.id })), button);
    follow();
  } catch (problem) {
    button.disabled = false;
    button.focus();
    alertOf(problem);
  }
}

/** After a draft or a signature, what came of it is where the clinician looks. */
function showOutcome() {
  const outcome = { "#note": "body.drafted #note", "#signing": "body.signed #signing" }[location.hash];
  const shown = outcome && document.querySelector(outcome);
  if (!shown) return;
  shown.focus({ preventScroll: true });
  shown.scrollIntoView();
}

export function boot() {
  showOutcome();
  document.addEventListener("submit", (event) => {
    if (event.target.id === "sign-form") sign(event);
    if (!event.target.matches(".addenda form:has(textarea)")) return;
    event.preventDefault();
    add(event.target, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".retry, .confirm, .absent");
    if (button) decide(button, "delivery/" + ["confirm", "absent", "retry"].find(way => button.matches("." + way)));
  });
  setTimeout(follow, EVERY_MS / 4);
}
