// Recording on a phone or in a window of its own, for frames of EHRs that let nobody have the microphone.

import { get, post } from "./talk.js";
import { alertOf, button, dismiss } from "./status.js";
import { t } from "./words.js";

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
  title.textContent = t("elsewhere.record-elsewhere");
  dialog.setAttribute("aria-labelledby", title.id);
  const own = document.createElement("a");
  own.href = address;
  own.target = "_blank";
  own.rel = "noopener noreferrer";
  own.dataset.testid = "elsewhere-window";
  own.textContent = t("elsewhere.open-a-window-of-its-own");
  dialog.append(title);
  if (code) {
    dialog.append(paragraph(t("elsewhere.scan-this-with-a-phone-or")));
    // From our own server, which draws nothing but squares.
    dialog.append(document.importNode(new DOMParser().parseFromString(code, "image/svg+xml").documentElement, true));
  }
  const status = paragraph(t("elsewhere.works-once", { n: minutes }), "elsewhere-state");
  status.setAttribute("role", "status");
  dialog.append(own, status, button(t("common.close"), () => dialog.close()));
  document.body.append(dialog);
  dialog.showModal();
}

const WORDS = { open: t("elsewhere.the-other-device-is-ready-to"), none: t("elsewhere.the-link-has-expired-close-this") };

async function look() {
  try {
    const { state, print } = await (await get("companion", true)).json();
    before ??= print;
    if (WORDS[state]) dialog.querySelector("[data-testid=elsewhere-state]").textContent = WORDS[state];
    if (print !== before) {
      before = print;
      alertOf({ kind: "notice", title: t("common.the-recording-is-written-down"), detail: t("elsewhere.reload-the-page-to-see-the") }, [t("elsewhere.reload"), () => location.reload()]);
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
  const offer = paragraph(forbidden ? `${t("elsewhere.no-microphone")} ` : "");
  offer.className = "offer-elsewhere";
  const choose = button(forbidden ? t("elsewhere.record-on-a-phone-or-in") : t("elsewhere.record-elsewhere"), open, forbidden ? "primary" : "quiet");
  choose.dataset.testid = "elsewhere";
  offer.append(choose);
  document.getElementById("record").closest("p").after(offer);
}
