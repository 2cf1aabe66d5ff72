// The signature, and how the signed work fares on its way into the EHR.

import { Problem, fragment, get, post } from "./talk.js";
import { alertOf, saved } from "./status.js";
import { settle } from "./editor.js";
import { draft, tell, version } from "./queue.js";
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

async function follow() {
  const shown = document.getElementById("delivery");
  if (!shown || shown.dataset.state !== "pending") return;
  try {
    shown.replaceWith(await fragment(await get("delivery", true)));
  } catch (problem) {
    if (!problem.passing) return alertOf(problem);
  }
  setTimeout(follow, EVERY_MS);
}

async function decide(button, path) {
  button.disabled = true;
  try {
    const fresh = await fragment(await post(path, { id: button.dataset.id }));
    document.getElementById("delivery").replaceWith(fresh);
    follow();
  } catch (problem) {
    button.disabled = false;
    alertOf(problem);
  }
}

/** After the signature: what was signed, and how it fares, is where the clinician looks. */
function showSigned() {
  const signed = document.querySelector("body.signed #signing");
  if (!signed || location.hash !== "#signing") return;
  signed.focus({ preventScroll: true });
  signed.scrollIntoView();
}

export function boot() {
  showSigned();
  document.addEventListener("submit", (event) => event.target.id === "sign-form" && sign(event));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".retry, .confirm, .absent");
    if (button) decide(button, "delivery/" + ["confirm", "absent", "retry"].find(way => button.matches("." + way)));
  });
  setTimeout(follow, EVERY_MS / 4);
}
