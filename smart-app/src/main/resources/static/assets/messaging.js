// The EHR around this page, if it speaks SMART Web Messaging 1.0.0: close the app, put what was accepted on the clinician's
// scratchpad and open the EHR's own screen for it. Where the EHR does not answer there is nothing to see.

import { Problem, get } from "./talk.js";
import { alertOf, button } from "./status.js";
import { settle } from "./editor.js";
import { t } from "./words.js";

const LONGEST_WAIT = 5_000;
const REVIEWS = {
  problems: { label: t("messaging.review-problems-in-the-ehr"), type: "problem-review", parameters: (at) => ({ problemLocation: at[0] }) },
  orders: { label: t("messaging.review-orders-in-the-ehr"), type: "order-review", parameters: (at) => ({ draftOrderLocations: at }) },
};

let peer = null;
let granted = null;
const waiting = new Map();
// What is on the scratchpad by our own identifier: where, and what it said.
const placed = new Map();

function listen(event) {
  if (event.source !== peer || event.origin !== granted.origin) return;
  const answer = waiting.get(event.data?.responseToMessageId);
  if (answer && typeof event.data.payload === "object") answer(event.data.payload);
}

function ask(messageType, payload = {}) {
  const messageId = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => end(reject, new Problem("messaging", t("messaging.the-ehr-did-not-answer"), t("messaging.use-its-own-buttons-to-go"))), LONGEST_WAIT);
    const end = (how, what) => {
      clearTimeout(late);
      waiting.delete(messageId);
      how(what);
    };
    waiting.set(messageId, (answer) => end(resolve, answer));
    peer.postMessage({ messagingHandle: granted.handle, messageId, messageType, payload }, granted.origin);
  });
}

/** A failure of the EHR's is told in its own words. */
function checked(payload) {
  const failed = payload.status === "failure" || payload.status === "error" || /^[45]/.test(payload.status ?? "");
  if (failed) throw new Problem("messaging", t("messaging.the-ehr-did-not-do-this"), payload.statusDetail?.text ?? payload.outcome?.issue?.[0]?.diagnostics ?? "");
  return payload;
}

const identity = (resource) => {
  const own = resource.identifier?.find((one) => one.system?.startsWith("https://chartside.io/fhir/identifier/"));
  return own ? `${own.system}|${own.value}` : "";
};

const words = ({ id, meta, ...rest }) => JSON.stringify(rest);

async function read() {
  const { scratchpad, resource } = checked(await ask("scratchpad.read"));
  for (const found of (scratchpad?.entry ?? []).map((entry) => entry.resource).concat(resource ?? [])) {
    if (found?.id && identity(found)) placed.set(identity(found), { at: `${found.resourceType}/${found.id}`, said: words(found) });
  }
}

/** Type and id of what is at a location, which may be relative or absolute, and of a version (FHIR R4, http.html#create). */
const named = (location) => location.split("/_history/")[0].split("/").slice(-2);

/** Brings the scratchpad to what is accepted now, of the types of this list; resolves to where it all is. */
async function bring(wanted, types) {
  const places = [];
  const kept = new Set();
  for (const resource of wanted) {
    const key = identity(resource);
    const there = placed.get(key);
    kept.add(key);
    if (!there) {
      const { location } = checked(await ask("scratchpad.create", { resource }));
      placed.set(key, { at: location, said: words(resource) });
    } else if (there.said !== words(resource)) {
      checked(await ask("scratchpad.update", { location: there.at, resource: { ...resource, id: named(there.at)[1] } }));
      there.said = words(resource);
    }
    places.push(placed.get(key).at);
  }
  for (const [key, { at }] of [...placed]) {
    if (types.has(named(at)[0]) && !kept.has(key)) {
      checked(await ask("scratchpad.delete", { location: at }));
      placed.delete(key);
    }
  }
  return places;
}

async function review(kind) {
  const { label, type, parameters } = REVIEWS[kind];
  const accepted = (await (await get("scratchpad")).json())[kind];
  const types = new Set(kind === "problems" ? ["Condition"] : ["MedicationRequest", "ServiceRequest"]);
  const places = await bring(accepted, types);
  if (!places.length) throw new Problem("messaging", t("messaging.nothing-accepted", { label }), t("messaging.accept-a-code-or-an-order"));
  checked(await ask("ui.launchActivity", { activityType: type, activityParameters: parameters(places) }));
}

async function close() {
  if (!(await settle())) throw new Problem("notice", t("common.some-edits-are-not-saved-yet"), t("messaging.they-must-be-saved-before-you"));
  checked(await ask("ui.done"));
}

function guarded(work) {
  return async ({ currentTarget }) => {
    currentTarget.disabled = true;
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      alertOf(problem);
    }
    currentTarget.disabled = false;
  };
}

function show() {
  const bar = document.createElement("p");
  bar.className = "who";
  bar.dataset.testid = "ehr-bar";
  const add = (testId, label, work) => {
    const made = button(label, guarded(work), "quiet");
    made.dataset.testid = testId;
    bar.append(made, " ");
  };
  if (granted.review) {
    for (const kind of Object.keys(REVIEWS)) add(`review-${kind}`, REVIEWS[kind].label, () => review(kind));
  }
  if (granted.done) add("done", t("common.close"), close);
  document.querySelector(".banner .context").append(bar);
}

async function boot() {
  peer = window.parent !== window ? window.parent : window.opener;
  if (!peer) return;
  const answer = await get("messaging", true).catch(() => null);
  if (answer?.status !== 200) return;
  granted = await answer.json();
  window.addEventListener("message", listen);
  try {
    checked(await ask("status.handshake"));
    if (granted.review) await read().catch(() => (granted.review = false));
    show();
  } catch (silent) {
    if (!(silent instanceof Problem)) throw silent;
  }
}

boot();
