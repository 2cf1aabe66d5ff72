// What is saved, and what went wrong, in words.

import { t } from "./words.js";

const alerts = document.getElementById("alerts");
const saving = document.getElementById("saving");

export function saved(state, words) {
  saving.dataset.state = state;
  saving.textContent = words;
}

/** Shows a problem until it is closed or another one of the same kind replaces it. */
export function alertOf(problem, ...actions) {
  dismiss(problem.kind);
  const box = document.createElement("div");
  box.className = "alert" + (["notice", "unreachable", "throttled"].includes(problem.kind) ? " notice" : "");
  box.dataset.kind = problem.kind;
  box.dataset.testid = "error";
  const words = document.createElement("p");
  const title = document.createElement("strong");
  title.textContent = problem.title;
  words.append(title, " ", problem.detail ?? "");
  if (problem.rid) {
    const rid = document.createElement("span");
    rid.className = "rid mono";
    rid.textContent = ` ${t("status.reference", { number: problem.rid })}`;
    words.append(rid);
  }
  box.append(words);
  for (const [label, action] of actions) box.append(button(label, action));
  box.append(button(t("common.close"), () => box.remove()));
  alerts.append(box);
}

export function dismiss(kind) {
  for (const box of alerts.querySelectorAll(`.alert[data-kind="${CSS.escape(kind)}"]`)) box.remove();
}

export function button(label, action, className = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  made.className = className;
  made.addEventListener("click", action);
  return made;
}
