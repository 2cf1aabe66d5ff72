// Shortcuts. A key alone acts only on a card that has the focus (WCAG 2.2, 2.1.4), never while text is being written.

import { redo, undo } from "./editor.js";
import { press } from "./record.js";

const parts = ["transcript", "note", "codes", "orders", "signing", "changes"];

function part(id) {
  const pane = document.getElementById(id);
  if (!pane) return;
  pane.scrollIntoView({ block: "nearest" });
  (pane.querySelector(".utterance[tabindex='0'], .statement, .card, [data-testid='sign']") ?? pane).focus();
}

export function boot() {
  const list = document.getElementById("shortcuts");
  document.getElementById("show-shortcuts").addEventListener("click", () => list.showModal());
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const index = parts.findIndex((id, at) => event.code === `Digit${at + 1}`);
      if (index >= 0) {
        event.preventDefault();
        part(parts[index]);
      } else if (event.code === "KeyZ") {
        event.preventDefault();
        if (event.shiftKey) redo();
        else undo();
      } else if (event.code === "KeyR") {
        event.preventDefault();
        press();
      } else if (event.key === "?" || event.key === "¿") { // The latter on a Mac, where Alt makes another sign of it.
        event.preventDefault();
        if (!list.open) list.showModal();
      }
      return;
    }
    if (writing || event.ctrlKey || event.metaKey || list.open) return;
    const card = event.target.closest(".card");
    if (!card) return;
    const press = { a: ".accept", x: ".reject" }[event.key.toLowerCase()];
    if (press) {
      event.preventDefault();
      card.querySelector(press)?.click();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      // All cards in one row, across codes, level of service and orders.
      const cards = [...document.querySelectorAll("#review .card[data-ref]")];
      const next = cards[cards.indexOf(card) + step];
      event.preventDefault();
      next?.focus();
    }
  });
}
