// The clinician's page of a sealed visit. The key lives in this page and ends with it, unless a passkey keeps it.

import { Rejected, SealedKey, digestOf } from "./cipher.js";
import { Conversation, EVERYBODY, GUESTS, compose } from "./conversation.js";
import { Dictation } from "./dictation.js";
import { Review, loadEngine, wordsOf } from "./draft.js";
import { door } from "./door.js";
import * as kept from "./kept.js";
import * as passkey from "./passkey.js";
import { relaunched } from "../relaunch.js";
import { alertOf, button, dismiss, saved } from "../status.js";
import { launch } from "../talk.js";
import { t } from "../words.js";

const $ = (id) => document.getElementById(id);
const page = document.body.dataset;
const request = door((name) => new URL(`sealed/${name}`, launch.at), () => ({ "X-Chartside-Csrf": launch.csrf }));
let engine = null;
let key = null;
let session = null;
let conversation = null;
let review = null;
let released = false;
/** What is kept of this visit, or null where nothing is. */
let entry = null;
/** Who speaks on the devices that were invited. */
let invited = GUESTS;
let linkEnds = 0;

/** The end of the launch is not that of the visit: what is asked waits, with key and words in this page, for its next launch. */
async function ask(name, body, background) {
  try {
    return await request(name, body, background);
  } catch (problem) {
    if (problem.kind !== "sign-in-again" || !conversation) throw problem;
    alertOf({ kind: "relaunch", title: problem.title, detail: t("sealed.open-the-visit-again") });
    await relaunched();
    dismiss("relaunch");
    return ask(name, body, background);
  }
}

/** Runs what a button asks for; the button rests meanwhile. */
async function attempt(pressed, action) {
  pressed.disabled = true;
  dismiss("pressed");
  try {
    await action();
  } catch (problem) {
    // The conversation's next answer takes back that nothing was reached; that this was not done stays to be read.
    if (problem.passing) alertOf({ ...problem, kind: "pressed", detail: t("sealed.press-again") });
    else alertOf(problem.kind ? problem : { kind: "failed", title: t("common.this-could-not-be-done"), detail: t("sealed.nothing-has-left-this-page") }, ...(problem.actions ?? []));
  } finally {
    pressed.disabled = false;
  }
}

const onClick = (id, action) => $(id).addEventListener("click", () => attempt($(id), action));

async function begin(shared) {
  const keeping = $("keep").checked ? await keep() : null;
  key = await SealedKey.generate(shared || keeping !== null);
  const opened = await ask("open", { mode: shared ? "shared" : "single", fingerprint: key.fingerprint });
  if (keeping) {
    const made = { session: opened.session, device: opened.device, shared, began: Date.now(), place: await place(), salt: keeping.salt, credential: keeping.credential };
    const wrapped = { ...made, ...(await key.wrap(keeping.wrapping, about(made))) };
    await kept.put(wrapped);
    entry = wrapped;
    if (!shared) key.forget();
  }
  await hold(opened.session);
  enter({ ...opened, shared }, true);
}

/** Before anything has begun: the passkey that will keep the key. */
async function keep() {
  await kept.requireStorage();
  await passkey.requirePasskeys();
  const salt = passkey.newSalt();
  const known = await kept.passkey();
  try {
    if (known) return { salt, credential: known, wrapping: await passkey.ask(salt, known) };
  } catch (problem) {
    if (problem.more?.declined) throw Object.assign(problem, { actions: [[t("sealed.make-a-new-passkey"), renewPasskey]] });
    throw problem;
  }
  const made = await passkey.make(salt);
  await kept.setPasskey(made.credential);
  return { salt, ...made };
}

async function renewPasskey() {
  await kept.forgetPasskey();
  dismiss("passkey");
  alertOf({ kind: "notice", title: t("sealed.a-new-passkey-is-made-when"), detail: t("sealed.visits-that-the-earlier-one-keeps") });
}

/** What a wrapped key is the key of. */
const about = ({ session, device }) => `${session}|${device}`;

/** Of this visit whatever launch it is; it names nobody. */
const place = () => digestOf(`sealed|${page.tenant}|${page.encounter}`);

/** In one window at a time: two would count the same messages. */
async function hold(session) {
  const free = await new Promise((answer) => navigator.locks.request(`sealed-${session}`, { ifAvailable: true }, (lock) => {
    answer(lock !== null);
    return lock && new Promise(() => {});
  }));
  if (!free) throw { kind: "passkey", title: t("sealed.this-sealed-visit-is-open-in"), detail: t("sealed.go-on-there-or-close-that") };
}

function enter({ session: id, device, shared }, caughtUp) {
  session = id;
  const speakersOf = (of) => (of === device ? EVERYBODY : invited);
  conversation = new Conversation({ ask, key, session, device, list: $("utterances"), told, speakersOf, caughtUp });
  document.addEventListener("input", () => conversation.used());
  compose($("say"), conversation);
  conversation.begin();
  engine = loadEngine(); // While people talk.
  $("start").hidden = $("again").hidden = true;
  $("talk").hidden = $("note").hidden = false;
  $("invite").hidden = !shared || !key.invitable;
  $("kept").hidden = !entry;
  $("fingerprint").textContent = key.fingerprint.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
  document.body.dataset.session = session;
  $("say").hidden = !caughtUp;
  if (caughtUp) $("words").focus();
}

/** Joins again by the passkey that wraps the key: all that was said is read anew, and this device goes on counting. */
async function again(found) {
  const wrapping = await passkey.ask(found.salt, found.credential);
  try {
    key = await SealedKey.unwrap(wrapping, found, about(found));
  } catch (rejected) {
    if (!(rejected instanceof Rejected)) throw rejected;
    throw { kind: "passkey", title: t("sealed.the-key-that-is-kept-here"), detail: t("sealed.it-was-changed-or-kept-by") };
  }
  await hold(found.session);
  entry = found;
  if (entry.own) invited = EVERYBODY;
  enter(entry, false);
}

/** What is kept here of this visit can be gone on with. */
async function offer() {
  const entries = await kept.of(await place()).catch(() => []);
  $("again").hidden = entries.length === 0;
  $("again-list").replaceChildren(...entries.map((found) => {
    const line = document.createElement("li");
    const began = new Date(found.began).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    const goOn = button(t("sealed.go-on", { time: began }), () => attempt(goOn, () => again(found)), "primary large");
    goOn.dataset.testid = "go-on";
    const forget = button(t("sealed.forget-its-key"), () => attempt(forget, async () => {
      await kept.remove(found.session);
      await offer();
    }), "quiet");
    forget.dataset.testid = "forget-key";
    line.append(goOn, " ", forget);
    return line;
  }));
}

function told({ unsent, utterances, devices, over, caughtUp }) {
  saved(unsent > 0 ? "unsaved" : "saved", unsent > 0 ? t("sealed.encrypting-and-sending") : "");
  $("draft").disabled = utterances.length === 0;
  $("count").textContent = t("sealed.utterances", { n: utterances.length });
  const others = devices.length - 1;
  const waiting = devices.some((device) => !device.acknowledged);
  $("devices").textContent = waiting ? t("sealed.a-device-is-joining") : others > 0 ? t("sealed.others", { n: others }) : t("sealed.this-device-alone");
  if (over || (others > 0 && !waiting)) forgetLink();
  $("say").hidden = over || !caughtUp;
}

async function invite() {
  const own = $("whose-device").value === "own";
  const { token, seconds } = await ask("invite", { session });
  if (own) invited = EVERYBODY;
  if (own && entry) await kept.put({ ...entry, own });
  showLink(token, `secret=${key.secret()}${own ? "&as=own" : ""}`);
  $("make-invite").closest("p").hidden = true;
  linkEnds = setTimeout(() => {
    forgetLink();
    alertOf({ kind: "notice", title: t("sealed.the-link-has-run-out"), detail: t("sealed.no-other-device-can-join-now") });
  }, Number(seconds) * 1_000);
}

/** For a device that used the link up and did not come in: the same key under another token, and no longer than the first. */
async function inviteAgain() {
  const { token } = await ask("invite", { session });
  const fragment = $("link-address").value.split("#")[1];
  if (fragment) showLink(token, fragment);
}

/** The fragment is never part of a request (RFC 9110, 7.1): the secret goes from browser to browser. */
function showLink(token, fragment) {
  $("link-address").value = `${page.join}?token=${page.tenant}.${token}#${fragment}`;
  $("link").hidden = false;
  $("link-address").select();
}

/** With the link, the last of the key's bytes leave this page. */
function forgetLink() {
  clearTimeout(linkEnds);
  $("link-address").value = "";
  $("link").hidden = true;
}

function lit(evidence) {
  for (const utterance of document.querySelectorAll(".utterance.lit")) utterance.classList.remove("lit");
  for (const { utterance } of evidence) $(utterance)?.classList.add("lit");
}

async function draft(sure = false) {
  if (review?.changed && !sure) {
    const again = [t("sealed.draft-again"), () => attempt($("draft"), () => draft(true))];
    alertOf({ kind: "draft", title: t("sealed.you-have-changed-this-draft"), detail: t("sealed.another-draft-has-nothing-of-it") }, again);
    return;
  }
  const made = await engine;
  if (!made) {
    alertOf({ kind: "engine", title: t("sealed.the-scribe-is-not-part-of"), detail: t("sealed.a-sealed-visit-is-never-drafted") });
    return;
  }
  let drafted;
  try {
    drafted = await made.draft(wordsOf(conversation.utterances), { type: document.querySelector("input[name=type]:checked").value, date: today() });
  } catch (failed) {
    throw { kind: "draft", title: t("sealed.no-note-could-be-drafted"), detail: failed.message };
  }
  if (drafted.refusal) throw { kind: "draft", title: t("sealed.there-is-no-note-to-write"), detail: drafted.refusal };
  dismiss("draft");
  review = new Review($("draft-place"), drafted, lit);
  $("release").disabled = review.statements.length === 0;
}

/** Here, where the visit is. */
function today() {
  const now = new Date();
  return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
}

const parts = () => ({ codes: $("part-codes").checked, level: $("part-level").checked, orders: $("part-orders").checked });

function confirm() {
  const show = () => {
    const { sections, codes, orders, level, utterances } = review.released($("whole").checked, parts());
    const statements = sections.flatMap((section) => section.paragraphs.flatMap((paragraph) => paragraph.statements)).length;
    const lines = [t("sealed.leaving-note", { n: statements })];
    if (parts().codes) lines.push(t("sealed.leaving-codes", { n: codes.length }));
    if (level) lines.push(t("sealed.leaving-level", { level: level.level }));
    if (parts().orders) lines.push(t("sealed.leaving-orders", { n: orders.length }));
    lines.push(t("sealed.leaving-utterances", { number: utterances.length, all: conversation.utterances.length }));
    $("leaving").replaceChildren(...lines.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    $("leaving-words").replaceChildren(...utterances.map(({ text }) => Object.assign(document.createElement("li"), { textContent: text })));
  };
  $("part-level").disabled = !review.level;
  $("part-orders").disabled = review.orders.length === 0;
  for (const box of document.querySelectorAll("#release-dialog fieldset input")) box.onchange = show;
  show();
  $("sure").checked = false;
  $("confirm").disabled = true;
  $("release-dialog").showModal();
}

/** @param replace whether the visit's unsigned draft gives way */
async function release(replace = false) {
  const note = JSON.stringify(review.released($("whole").checked, parts()));
  let answer;
  try {
    answer = await ask("release", { session, note, replace: String(replace) });
  } catch (problem) {
    if (problem.more?.issue === "conflict" && !replace) problem.actions = [[t("sealed.replace-the-draft"), () => (dismiss(problem.kind), attempt($("release"), () => release(true)))]];
    throw problem;
  }
  await leave(answer.page);
}

/** The session ends, and with this page the key and what the engine holds. */
async function leave(to) {
  await ask("end", { session });
  if (entry) await kept.remove(session);
  conversation.stop();
  forgetLink();
  released = true;
  dictation?.close();
  (await engine)?.close();
  location.assign(to);
}

const dictation = page.speech ? new Dictation(page.speech, heard) : null;

function heard(words) {
  if (words === null) {
    alertOf({ kind: "speech", title: t("sealed.these-words-could-not-be-made"), detail: t("sealed.say-them-again-or-type-them") });
  } else if (words) {
    conversation.used();
    $("words").value = [$("words").value.trimEnd(), words].filter(Boolean).join(" ");
  }
}

async function dictate() {
  if (dictation.on) {
    dictation.stop();
    $("dictation").textContent = "";
  } else {
    $("dictation").textContent = t("sealed.loading-the-speech-recognition-once-52");
    try {
      await dictation.start();
    } catch {
      $("dictation").textContent = "";
      throw { kind: "speech", title: t("sealed.speech-cannot-be-written-down-here"), detail: t("sealed.allow-the-microphone-at-the-lock") };
    }
    $("dictation").textContent = t("sealed.listening-read-the-words-before-you");
  }
  $("dictate").setAttribute("aria-pressed", String(dictation.on));
}

onClick("dictate", dictate);
onClick("begin-single", () => begin(false));
onClick("begin-shared", () => begin(true));
onClick("make-invite", invite);
onClick("new-link", inviteAgain);
onClick("draft", draft);
onClick("release", confirm);
onClick("confirm", async () => {
  $("release-dialog").close();
  await release();
});
onClick("end", () => leave(new URL("./", launch.at)));
$("copy-link").addEventListener("click", () => navigator.clipboard.writeText($("link-address").value));
$("sure").addEventListener("change", () => ($("confirm").disabled = !$("sure").checked));
$("cancel").addEventListener("click", () => $("release-dialog").close());
window.addEventListener("beforeunload", (event) => {
  const lost = conversation ? conversation.unsent + (entry ? 0 : conversation.utterances.length) + (review ? 1 : 0) : 0;
  if (!released && lost > 0) event.preventDefault();
});
// A page that the browser keeps for "back" would keep the key as well.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
offer().finally(() => ($("ready").hidden = false));
