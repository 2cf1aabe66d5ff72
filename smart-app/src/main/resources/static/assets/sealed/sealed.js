// The clinician's page of a sealed visit. The key lives in this page and ends with it.

import { SealedKey } from "./cipher.js";
import { Conversation, compose } from "./conversation.js";
import { Dictation } from "./dictation.js";
import { Review, loadEngine, wordsOf } from "./draft.js";
import { door } from "./door.js";
import { alertOf, dismiss, saved } from "../status.js";

const $ = (id) => document.getElementById(id);
const page = document.body.dataset;
const ask = door("sealed/", { "X-Chartside-Csrf": page.csrf });
let engine = null;
let key = null;
let session = null;
let conversation = null;
let review = null;
let released = false;

/** Runs what a button asks for; the button rests meanwhile. */
function onClick(id, action) {
  $(id).addEventListener("click", async () => {
    $(id).disabled = true;
    try {
      await action();
    } catch (problem) {
      alertOf(problem.kind ? problem : { kind: "failed", title: "This could not be done.", detail: "Nothing has left this page." });
    } finally {
      $(id).disabled = false;
    }
  });
}

async function begin(shared) {
  key = await SealedKey.generate(shared);
  const opened = await ask("open", { mode: shared ? "shared" : "single", fingerprint: key.fingerprint });
  session = opened.session;
  conversation = new Conversation({ ask, key, session, device: opened.device, list: $("utterances"), told });
  compose($("say"), conversation);
  conversation.begin();
  engine = loadEngine(); // While people talk.
  $("start").hidden = true;
  $("talk").hidden = $("note").hidden = false;
  $("invite").hidden = !shared;
  $("fingerprint").textContent = key.fingerprint.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
  document.body.dataset.session = session;
  $("words").focus();
}

function told({ unsent, utterances, devices, over }) {
  saved(unsent > 0 ? "unsaved" : "saved", unsent > 0 ? "Encrypting and sending" : "");
  $("draft").disabled = utterances.length === 0;
  $("count").textContent = utterances.length === 1 ? "1 utterance" : `${utterances.length} utterances`;
  const others = devices.length - 1;
  const waiting = devices.some((device) => !device.acknowledged);
  $("devices").textContent = waiting ? "A device is joining" : others > 0 ? `${others} other ${others === 1 ? "device" : "devices"} in this visit` : "This device alone";
  if (others > 0 && !waiting) $("link").hidden = true;
  if (over) $("say").hidden = true;
}

async function invite() {
  const { token } = await ask("invite", { session });
  // The fragment is never part of a request (RFC 9110, 7.1): the secret goes from browser to browser.
  $("link-address").value = `${page.join}?token=${page.tenant}.${token}#secret=${key.secret()}`;
  $("link").hidden = false;
  $("make-invite").hidden = true;
  $("link-address").select();
}

function lit(evidence) {
  for (const utterance of document.querySelectorAll(".utterance.lit")) utterance.classList.remove("lit");
  for (const { utterance } of evidence) $(utterance)?.classList.add("lit");
}

async function draft() {
  const made = await engine;
  if (!made) {
    alertOf({ kind: "engine", title: "The scribe is not part of this installation's pages.", detail: "A sealed visit is never drafted on a server. You can still read the conversation here and write the note in the visit." });
    return;
  }
  let drafted;
  try {
    drafted = await made.draft(wordsOf(conversation.utterances), { type: document.querySelector("input[name=type]:checked").value, date: today() });
  } catch (failed) {
    throw { kind: "draft", title: "No note could be drafted.", detail: failed.message };
  }
  if (drafted.refusal) throw { kind: "draft", title: "There is no note to write.", detail: drafted.refusal };
  dismiss("draft");
  review = new Review($("draft-place"), drafted, lit);
  $("release").disabled = review.statements.length === 0;
}

/** Here, where the visit is. */
function today() {
  const now = new Date();
  return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
}

function confirm() {
  const show = () => {
    const { sections, codes, utterances } = review.released($("whole").checked);
    const statements = sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements)).length;
    $("leaving").replaceChildren(...[`The note: ${statements} statements as they stand here`, `${codes.length} codes`, `${utterances.length} of ${conversation.utterances.length} utterances, word for word:`].map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    $("leaving-words").replaceChildren(...utterances.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text })));
  };
  $("whole").onchange = $("rested").onchange = show;
  show();
  $("sure").checked = false;
  $("confirm").disabled = true;
  $("release-dialog").showModal();
}

async function release() {
  const note = JSON.stringify(review.released($("whole").checked));
  const { page: visit } = await ask("release", { session, note });
  await leave(visit);
}

/** The session ends, and with this page the key and what the engine holds. */
async function leave(to) {
  await ask("end", { session });
  conversation.stop();
  released = true;
  dictation?.close();
  (await engine)?.close();
  location.assign(to);
}

const dictation = page.speech ? new Dictation(page.speech, heard) : null;

function heard(words) {
  if (words === null) {
    alertOf({ kind: "speech", title: "These words could not be made out.", detail: "Say them again, or type them." });
  } else if (words) {
    $("words").value = [$("words").value.trimEnd(), words].filter(Boolean).join(" ");
  }
}

async function dictate() {
  if (dictation.on) {
    dictation.stop();
    $("dictation").textContent = "";
  } else {
    $("dictation").textContent = "Loading the speech recognition (once, 52 MB)";
    try {
      await dictation.start();
    } catch {
      $("dictation").textContent = "";
      throw { kind: "speech", title: "Speech cannot be written down here.", detail: "Allow the microphone at the lock beside the address, or type what is said." };
    }
    $("dictation").textContent = "Listening. Read the words before you add them: names of drugs are often wrong.";
  }
  $("dictate").setAttribute("aria-pressed", String(dictation.on));
}

onClick("dictate", dictate);
onClick("begin-single", () => begin(false));
onClick("begin-shared", () => begin(true));
onClick("make-invite", invite);
onClick("draft", draft);
onClick("release", confirm);
onClick("confirm", async () => {
  $("release-dialog").close();
  await release();
});
onClick("end", () => leave(page.visit));
$("copy-link").addEventListener("click", () => navigator.clipboard.writeText($("link-address").value));
$("sure").addEventListener("change", () => ($("confirm").disabled = !$("sure").checked));
$("cancel").addEventListener("click", () => $("release-dialog").close());
window.addEventListener("beforeunload", (event) => {
  if (conversation && !released && conversation.utterances.length + conversation.unsent > 0) event.preventDefault();
});
// A page that the browser keeps for "back" would keep the key as well.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
$("ready").hidden = false;
