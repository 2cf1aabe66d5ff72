// Accept and reject, each taken back by pressing it again. Rejecting asks for a reason, kept in the record.

import { enqueue, showReview } from "./queue.js";

function decide(card, decision, reason) {
  const ref = card.dataset.ref;
  const before = card.dataset.decision;
  card.setAttribute("aria-busy", "true");
  enqueue({
    key: ref,
    request: () => ({ path: "decision", fields: { ref, decision, reason, before } }),
    done: (response, review) => showReview(review),
    failed() {
      card.removeAttribute("aria-busy");
      return false;
    },
  });
}

function press(event) {
  const pressed = event.target.closest("button");
  const card = pressed?.closest(".card[data-ref]");
  if (!card) return;
  if (pressed.matches(".accept")) decide(card, card.dataset.decision === "accepted" ? "pending" : "accepted", "");
  else if (pressed.matches(".reject") && card.dataset.decision === "rejected") decide(card, "pending", "");
  else if (pressed.matches(".reject")) ask(card, pressed);
  else if (pressed.dataset.reason) decide(card, "rejected", pressed.dataset.reason);
}

function ask(card, pressed) {
  const reasons = card.querySelector(".reasons");
  reasons.hidden = !reasons.hidden;
  pressed.setAttribute("aria-expanded", String(!reasons.hidden));
  if (!reasons.hidden) reasons.querySelector("button").focus();
}

export function boot() {
  const review = document.querySelector(".review");
  review?.addEventListener("click", press);
  review?.addEventListener("keydown", (event) => {
    const reasons = event.target.closest(".reasons");
    if (event.key !== "Escape" || !reasons) return;
    reasons.hidden = true;
    const reject = reasons.closest(".card").querySelector(".reject");
    reject.setAttribute("aria-expanded", "false");
    reject.focus();
  });
}
