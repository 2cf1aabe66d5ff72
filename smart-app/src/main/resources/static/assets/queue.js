// Changes go to the server one after the other, each naming the version it was made on (If-Match). One that cannot be
// delivered stays at the head and is tried again; nothing is dropped without a word.

import { Problem, fragment, post } from "./talk.js";
import { alertOf, dismiss, saved } from "./status.js";
import { t } from "./words.js";

const waiting = [];
const idle = [];
/** Refused changes. One whose words still stand in the page is unsaved; a decision was taken back, and is told until another is saved. */
const refused = new Set();
let running = false;
let tries = 0;
let wake = null;
let barred = false;

/** Logical id of the note that this window shows. */
export const draft = () => document.querySelector("main").dataset.composition ?? "";

export const version = () => document.getElementById("review")?.dataset.version ?? "";

/** Adds a change; one to the same thing that still waits behind the head is overtaken by it. */
export function enqueue(change) {
  const same = waiting.findIndex((other, at) => at > 0 && other.key === change.key);
  if (same > 0) waiting[same] = change;
  else waiting.push(change);
  work();
}

export const pending = () => waiting.length;

const unsaved = () => waiting.length > 0 || [...refused].some((change) => change.unsaved?.());

/** Resolves to whether everything is saved, once nothing more can be done about it now. */
export function settled() {
  if (!waiting.length) return Promise.resolve(!unsaved());
  if (barred) return Promise.resolve(false);
  return new Promise((resolve) => {
    idle.push(resolve);
    wake?.();
  });
}

/** Says whether everything is saved; while something is on its way, that says so itself. */
export function tell() {
  for (const change of refused) if (change.unsaved?.() === false) refused.delete(change);
  if (waiting.length || barred) return;
  if (refused.size) saved("unsaved", t("queue.not-saved"));
  else saved("saved", t("queue.saved"));
}

async function work() {
  if (running) return;
  running = true;
  while (waiting.length && !barred) {
    const change = waiting[0];
    const request = change.request();
    if (!request) {
      waiting.shift();
      continue;
    }
    saved("saving", t("queue.saving"));
    try {
      const response = await post(request.path, { ...request.fields, draft: draft() }, version());
      const review = await reviewOf(response);
      waiting.shift();
      for (const before of refused) if (!before.unsaved) refused.delete(before);
      tries = 0;
      dismiss("unreachable");
      tellOfOthers(response);
      change.done(response, review);
    } catch (failure) {
      const problem = failure instanceof Problem ? failure : broken(failure, change);
      if (problem.passing) await pause(problem);
      else fail(problem, change);
    }
  }
  running = false;
  tell();
  for (const resolve of idle.splice(0)) resolve(!unsaved());
}

/** The codes, orders and summary that each change is answered with. Anything else comes from something that stands between. */
async function reviewOf(response) {
  const review = await fragment(response).catch(() => null);
  if (review?.id === "review") return review;
  throw new Problem("unreachable", t("talk.chartside-is-not-answering"), t("queue.something-else-answered"));
}

function tellOfOthers(response) {
  if (response.headers.get("Draft-Elsewhere")) {
    alertOf(new Problem("notice", t("queue.this-draft-was-also-changed-in"), t("queue.your-change-was-saved-on-top")), [t("common.show-the-newest"), renew]);
  }
}

/** The page itself could not take the answer: the change is kept, and the server knows it again when it comes twice. */
function broken(failure, change) {
  console.error(failure);
  return Object.assign(new Problem("failed", t("queue.the-page-could-not-go-on"), t("queue.your-words-still-stand-here")), {
    action: [t("queue.try-now"), () => again(change)],
  });
}

function again(change) {
  dismiss("failed");
  refused.delete(change);
  enqueue(change);
}

function fail(problem, change) {
  if (problem.kind === "sign-in-again") {
    barred = true;
    saved("unsaved", t("queue.n-not-saved", { n: waiting.length }));
    alertOf(problem);
    return;
  }
  if (waiting[0] === change) waiting.shift();
  refused.add(change);
  if (problem.more?.version) document.getElementById("review").dataset.version = problem.more.version;
  if (!change.failed?.(problem)) alertOf(problem, ...(problem.action ? [problem.action] : []));
}

/** Waits 1, 2, 4 … 30 seconds, less when the browser comes back online or somebody asks. */
async function pause(problem) {
  const seconds = Math.min(30, 2 ** tries++);
  saved("unsaved", t("queue.again-in", { seconds }));
  alertOf(problem, [t("queue.try-now"), () => wake?.()]);
  for (const resolve of idle.splice(0)) resolve(false);
  await new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, seconds * 1000);
    addEventListener("online", resolve, { once: true });
  });
  wake = null;
}

async function renew() {
  if (await settled()) location.reload();
}

/** Puts new codes, orders and summary in place and keeps the focus where it was. */
export function showReview(fresh) {
  const old = document.getElementById("review");
  // Somebody else has written meanwhile: what stands in the note is not what is told here, and is fetched.
  if (old.dataset.version !== fresh.dataset.version) fresh.dataset.print = "";
  const active = document.activeElement;
  const card = active?.closest?.("#review [data-ref]");
  const where = card && { ref: card.dataset.ref, button: active.className.split(" ")[0], itself: active === card };
  old.replaceWith(fresh);
  if (!where) return;
  const again = fresh.querySelector(`[data-ref="${CSS.escape(where.ref)}"]`);
  if (!again) return;
  const button = ["accept", "reject"].includes(where.button) ? where.button : "reject";
  (where.itself ? again : again.querySelector(`.${button}`) ?? again).focus({ preventScroll: true });
}

/** Takes only version and summary, for while the clinician writes: nothing else of the panel moves. */
export function showSummary(fresh, elsewhere = false) {
  const old = document.getElementById("review");
  old.dataset.version = fresh.dataset.version;
  old.dataset.print = elsewhere ? "" : fresh.dataset.print;
  if (!old.querySelector("#signing").contains(document.activeElement)) old.querySelector("#signing").replaceWith(fresh.querySelector("#signing"));
  else old.querySelector("#sign-form [name=version]").value = fresh.dataset.version;
}

addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
