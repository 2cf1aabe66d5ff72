// The page behind a recording link. The secret is in the fragment: it is sent once, when the clinician taps, and to nobody else.

import { t } from "./words.js";

const secret = location.hash.slice(1);
const open = document.getElementById("open-link");
const problem = document.getElementById("link-problem");

history.replaceState(null, "", location.pathname);
if (secret) open.disabled = false;
else problem.textContent = t("companion-link.this-link-is-not-complete-scan");

open.addEventListener("click", async () => {
  open.disabled = true;
  problem.textContent = "";
  try {
    const response = await fetch("companion", {
      method: "POST",
      body: new URLSearchParams({ secret }),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
    });
    const told = await response.json();
    if (response.ok) location.replace(told.path);
    else problem.textContent = [told.title, ...told.advice].join(" ");
  } catch {
    problem.textContent = t("companion-link.chartside-cannot-be-reached-try-again");
    open.disabled = false;
  }
});
