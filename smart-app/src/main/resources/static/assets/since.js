// What changed since the last visit: asked for once the page stands, so that nobody waits for it. Without it the link leads there.

import { fragment, get } from "./talk.js";

export function boot() {
  const link = document.getElementById("since");
  if (!link) return;
  get("since", true)
    .then(fragment)
    .then((part) => link.replaceWith(part))
    .catch(() => {});
}
