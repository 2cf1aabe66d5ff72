// Accept and reject, each taken back by pressing it again. Rejecting asks for a reason, kept in the record.

import { enqueue, showReview } from "./queue.js";

/** What was pressed and is not answered yet, by the card's reference: the next press means this, not what is still shown. */
const wanted = new Map();

const cardOf = (ref) => document.querySelector(`#review .card[data-ref="${CSS.escape(ref)}"]`);
const decisionOf = (card) => wanted.get(card.dataset.ref) ?? card.dataset.decision;

function decide(card, decision, reason) {
  const ref = card.dataset.ref;
  wanted.set(ref, decision);
  show(card, decision);
  enqueue({
    key: ref,
    // Taken when it is sent: an earlier press of the same window may have been answered meanwhile.
    request: () => ({ path: "decision", fields: { ref, decision, reason, before: cardOf(ref)?.dataset.decision ?? "pending" } }),
    done: (response, review) => settle(ref, decision, () => showReview(review)),
    failed() {
      settle(ref, decision, () => {});
      return false;
    },
  });
}

function settle(ref, decision, replace) {
  if (wanted.get(ref) === decision) wanted.delete(ref);
  replace();
  for (const [other, still] of wanted) if (cardOf(other)) show(cardOf(other), still);
  const card = cardOf(ref);
  if (card && !wanted.has(ref)) show(card, card.dataset.decision, false);
}

/** Shows a press at once; busy until the record has it. */
function show(card, decision, busy = true) {
  if (busy) card.setAttribute("aria-busy", "true");
  else card.removeAttribute("aria-busy");
  card.querySelector(".accept")?.setAttribute("aria-pressed", String(decision === "accepted"));
  card.querySelector(".reject")?.setAttribute("aria-pressed", String(decision === "rejected"));
  if (busy) close(card);
}

function close(card) {
  const reasons = card.querySelector(".reasons");
  if (!reasons || reasons.hidden) return;
  const inside = reasons.contains(document.activeElement);
  reasons.hidden = true;
  const reject = card.querySelector(".reject");
  reject.setAttribute("aria-expanded", "false");
  if (inside) reject.focus();
}

function press(event) {
  const pressed = event.target.closest("button");
  const card = pressed?.closest(".card[data-ref]");
  if (!card) return;
  if (pressed.matches(".accept")) decide(card, decisionOf(card) === "accepted" ? "pending" : "accepted", "");
  else if (pressed.matches(".reject") && decisionOf(card) === "rejected") decide(card, "pending", "");
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
    if (!reasons) return;
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") close(reasons.closest(".card"));
    else if (step) reasons.children[(([...reasons.children].indexOf(event.target)) + step + reasons.children.length) % reasons.children.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
