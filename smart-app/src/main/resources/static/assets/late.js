// What was written while somebody else signed: the signature does not cover it. It stays here, and can be added to the signed note.

import { Problem, get } from "./talk.js";
import { tell } from "./queue.js";
import { alertOf, dismiss } from "./status.js";
import { t } from "./words.js";

const late = new Map();

/** @param statement as it stands in this window; its words are in no record */
export function signedMeanwhile(problem, statement, words) {
  if (words) late.set(statement, words);
  const told = late.size ? t("late.what-you-wrote-meanwhile", { words: [...late.values()].join(" ") }) : problem.detail;
  const add = late.size ? [[t("late.add-it-as-an-addendum"), addend]] : [];
  alertOf(new Problem("signed", problem.title, told, problem.rid), ...add, [t("common.show-the-newest"), () => location.reload()]);
}

/** The form of the signed page comes into this one, with the words in it; to sign it remains the clinician's. */
async function addend() {
  try {
    const page = new DOMParser().parseFromString(await (await get("")).text(), "text/html");
    const addenda = page.querySelector(".addenda");
    const field = addenda?.querySelector("#addendum-words");
    if (!field) throw new Problem("notice", t("late.nothing-can-be-added"), t("late.copy-your-words"));
    field.closest("details").open = true;
    field.value = [...late.values()].join("\n");
    document.querySelector(".addenda")?.remove();
    document.getElementById("note").append(addenda);
    for (const statement of late.keys()) {
      statement.textContent = statement.dataset.saved ?? "";
      delete statement.dataset.unsaved;
      delete statement.dataset.fresh;
    }
    late.clear();
    dismiss("signed");
    tell();
    field.focus();
  } catch (problem) {
    alertOf(problem);
  }
}
