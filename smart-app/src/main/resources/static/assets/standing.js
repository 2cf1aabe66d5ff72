// Whether the EHR has closed the visit meanwhile: looked at when the page opens, when the clinician comes back to it, and before a signature.

import { get } from "./talk.js";

const PATIENCE_MS = 3000;
const AGAIN_MS = 60_000;

let looked = 0;

function show(id, text) {
  const place = document.getElementById(id);
  if (!place) return;
  place.hidden = !text;
  if (place.textContent !== text) place.textContent = text;
}

/** Resolves to whether the EHR says something else of the visit than the page did. What is not answered in time changes nothing. */
export async function look() {
  const shown = document.getElementById("ended");
  if (!shown) return false; // A document of the visit is signed on a page of its own, which shows no visit.
  looked = Date.now();
  const before = shown.textContent;
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const now = await Promise.race([get("standing", true).then((answer) => answer.json()), late]).catch(() => undefined);
  if (!now || now.banner === before) return false;
  show("ended", now.banner);
  show("sign-ended", now.sign);
  return true;
}

export function boot() {
  look();
  window.addEventListener("focus", () => Date.now() - looked > AGAIN_MS && look());
}
