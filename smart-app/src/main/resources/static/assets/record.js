// Recording a visit. Sound stays in memory until the record has acknowledged it, so a broken connection costs no word.

import { Problem, post } from "./talk.js";
import { alertOf, dismiss, saved } from "./status.js";
import { relaunched, reload } from "./relaunch.js";
import * as note from "./growing.js";
import { t } from "./words.js";

const FORMAT = "audio/pcm;rate=16000";
const RENEW_EVERY = 4 * 60_000;
const LONGEST_WAIT = 8_000;
/** Quarter seconds of sound that nobody has acknowledged: half an hour, 58 MB. Then the recording pauses, and says so. */
const MOST_KEPT = 4 * 60 * 30;
/** Quarter seconds after which a connection that acknowledges nothing has gone, whether or not the browser knows it. */
const SILENT = 4 * 15;
const MOST_FILE = 20 * 1024 * 1024;
// Closes that another try cannot mend (docs/speech.md).
const FINAL = new Set([4400, 4403, 4404, 4409, 4410, 4413, 4415, 4422]);

const $ = (id) => document.getElementById(id);
const panel = $("recorder");
let state = "idle";
/** Recordings of this page that are over: what was begun for one of them and ends late touches no other. */
let past = 0;
let microphone = null;
let socket = null;
/** Quarter seconds recorded when the record was last heard of. */
let heardAt = 0;
let session = "";
let next = null;
let kept = [];
let wait = 250;
let renewal = 0;
let spent = 0;
let serviceGone = false;
/** Quarter seconds that a recording can be; the last two seconds of them are left for what is on its way. */
let longest = Infinity;
let warned = false;

function show(to, words) {
  state = to;
  panel.dataset.state = to;
  const under = to === "recording" || to === "paused" || to === "reconnecting";
  $("record").hidden = under || to === "finishing";
  $("record").disabled = !$("record-consent").checked || to === "starting";
  $("record-pause").hidden = $("record-finish").hidden = $("record-discard").hidden = !under;
  $("record-pause").textContent = to === "paused" ? t("record.go-on") : t("record.pause");
  $("record-consent").disabled = to !== "idle";
  $("record-state").textContent = words;
}

const going = () => (serviceGone ? t("record.recording-without-the-service", { time: clock() }) : t("record.recording", { time: clock() }));

function clock() {
  const seconds = Math.floor(spent / 4);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const NO_MICROPHONE = {
  NotFoundError: [t("record.there-is-no-microphone"), t("record.connect-one-and-press-record-again")],
  NotReadableError: [t("record.the-microphone-cannot-be-opened"), t("record.another-program-may-use-it-close")],
};

async function openMicrophone() {
  const policy = document.featurePolicy ?? document.permissionsPolicy;
  if (policy && !policy.allowsFeature("microphone")) {
    throw new Problem("microphone", t("record.the-ehrs-frame-does-not-let"), t("record.open-chartside-in-a-tab-of"));
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: true } });
  } catch (refused) {
    const [title, advice] = NO_MICROPHONE[refused.name] ?? [t("record.the-browser-does-not-let-chartside"), t("record.allow-it-at-the-lock-beside")];
    throw new Problem("microphone", title, advice);
  }
  const context = new AudioContext();
  await context.audioWorklet.addModule(new URL("capture.js", import.meta.url));
  const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
  capture.port.onmessage = ({ data }) => heard(data);
  context.createMediaStreamSource(stream).connect(capture);
  stream.getAudioTracks()[0].addEventListener("ended", () => state === "recording" && pause());
  microphone = { stream, context };
}

function closeMicrophone() {
  microphone?.stream.getTracks().forEach((track) => track.stop());
  microphone?.context.close();
  microphone = null;
}

function heard(samples) {
  if (state !== "recording" && state !== "reconnecting") return;
  spent++;
  kept.push({ number: null, samples });
  if (kept.length >= MOST_KEPT) {
    pause();
    alertOf(new Problem("recording", t("record.the-recording-is-paused"), t("record.the-connection-has-been-lost-for")));
    return;
  }
  if (state === "recording") show("recording", going());
  if (socket?.ready && kept.length > 0 && spent - heardAt >= SILENT) lost();
  flush();
  nearTheLimit();
}

/** A network that fails does not always say so: what is not acknowledged goes on another connection. */
function lost() {
  const gone = socket;
  if (!gone) return;
  socket = null;
  gone.close();
  closed(1006, "");
}

/** What was recorded before, by another page too, counts: its frames have the numbers before this page's. */
function nearTheLimit() {
  const length = Math.max(spent, (next ?? 0) + kept.filter((frame) => frame.number === null).length);
  if (length >= longest) {
    longest = Infinity;
    alertOf(new Problem("recording", t("record.the-recording-has-ended"), t("record.a-recording-can-be-no-longer")));
    finish();
  } else if (!warned && length >= longest - 4 * 600) {
    warned = true;
    alertOf(new Problem("recording", t("record.ten-minutes-are-left"), t("record.a-recording-can-be-eight-hours")));
  }
}

/** Numbers what has no number yet, and sends what was not sent on this connection. */
function flush() {
  if (next === null || socket?.readyState !== WebSocket.OPEN || !socket.ready) return;
  for (const frame of kept) {
    frame.number ??= next++;
    if (frame.sentOn === socket) continue;
    const bytes = new Uint8Array(4 + frame.samples.byteLength);
    new DataView(bytes.buffer).setUint32(0, frame.number);
    bytes.set(new Uint8Array(frame.samples), 4);
    socket.send(bytes);
    frame.sentOn = socket;
  }
  if (state === "finishing" && kept.length === 0 && !socket.finishing) {
    socket.finishing = true;
    say({ type: "finish" });
  }
}

const say = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

async function connect() {
  const mine = past;
  const { url, ticket } = await (await post("recording/ticket", {})).json();
  if (mine !== past) return;
  const opened = new WebSocket(url);
  socket = opened;
  opened.addEventListener("open", () => opened.send(JSON.stringify({ type: "start", format: FORMAT, ticket, ...(session && { session }) })));
  opened.addEventListener("message", ({ data }) => opened === socket && told(JSON.parse(data)));
  opened.addEventListener("close", ({ code, reason }) => opened === socket && closed(code, reason));
}

function told(message) {
  switch (message.type) {
    case "ready":
      heardAt = spent;
      session = message.session;
      longest = message.seconds ? 4 * (message.seconds - 2) : longest;
      next ??= message.next;
      acknowledged(message.next);
      $("live").replaceChildren();
      message.words.forEach(line);
      wait = 250;
      socket.ready = true;
      if (state !== "paused" && state !== "finishing") show("recording", going());
      if (state === "paused") say({ type: "pause" });
      flush();
      break;
    case "ack":
      heardAt = spent;
      acknowledged(message.next);
      if (state === "finishing") flush();
      break;
    case "service":
      serviceGone = message.state === "reconnecting";
      if (state === "recording") show("recording", going());
      break;
    case "interim":
      $("interim").textContent = message.text;
      break;
    case "final":
      $("interim").textContent = "";
      line(message);
      break;
    case "finished":
      socket = null;
      finished();
      break;
    case "discarded":
      socket = null;
      over();
      note.discard();
      show("idle", t("record.discarded"));
      break;
  }
}

function acknowledged(upTo) {
  kept = kept.filter((frame) => frame.number === null || frame.number >= upTo);
}

/** A note that has grown becomes the draft; without one the page shows the transcript. */
async function finished() {
  over();
  saved("", "");
  if (note.proposes()) {
    show("idle", "");
    alertOf(new Problem("notice", t("common.the-recording-is-written-down"), t("record.your-draft-stays-as-it-is")));
    return;
  }
  if (!note.growing() || (await note.settle())) reload();
}

function line({ voice, text, start }) {
  const item = document.createElement("li");
  item.dataset.start = start ?? 0;
  item.className = "utterance";
  if (voice !== undefined) {
    const who = document.createElement("span");
    who.className = "speaker";
    who.textContent = t("record.voice", { number: (voice % 100) + 1 });
    item.append(who);
  }
  const said = document.createElement("span");
  said.className = "said";
  said.textContent = text;
  item.append(said);
  $("live").append(item);
  item.scrollIntoView({ block: "nearest" });
  note.heard();
}

function closed(code, reason) {
  socket = null;
  if (state === "idle") return;
  if (code === 4410 && state === "finishing") {
    // It was finished, and the message that said so was lost.
    finished();
    return;
  }
  if (FINAL.has(code)) {
    const unsent = kept.length > 0 ? t("record.not-taken", { n: Math.ceil(kept.length / 4) }) : "";
    over();
    show("idle", "");
    alertOf(new Problem("recording", t("record.the-recording-has-stopped"), `${reason}. ${unsent}`));
    return;
  }
  again(code === 4503 ? t("record.the-speech-service-does-not-answer") : t("record.connection-lost-the-recording-goes-on"));
}

function again(words) {
  if (state !== "paused" && state !== "finishing") show("reconnecting", words);
  else $("record-state").textContent = words;
  const mine = past;
  const next = async () => {
    clearTimeout(waiting);
    removeEventListener("online", next);
    if (mine !== past || socket) return;
    try {
      await connect();
    } catch (problem) {
      if (mine !== past) return;
      if (problem.passing || problem.kind === "failed") again(words);
      else launchEnded(problem);
    }
  };
  const waiting = setTimeout(next, wait);
  addEventListener("online", next);
  wait = Math.min(LONGEST_WAIT, wait * 2);
}

/** The microphone stays on and the sound here, for the next launch of the visit or until it is discarded by hand. */
async function launchEnded(problem) {
  const mine = past;
  alertOf(new Problem("relaunch", problem.title, t("record.open-the-visit-again")));
  await relaunched();
  if (mine !== past) return;
  dismiss("relaunch");
  wait = 250;
  again(t("record.connecting"));
}

/** Nothing more can be done here; what is stored waits in the record for the next launch. */
function stop(problem) {
  over();
  show("idle", "");
  alertOf(problem);
}

function over() {
  past++;
  dismiss("relaunch");
  closeMicrophone();
  clearInterval(renewal);
  session = "";
  next = null;
  kept = [];
  spent = 0;
  serviceGone = warned = false;
  longest = Infinity;
  state = "idle";
  $("live").replaceChildren();
  $("interim").textContent = "";
}

async function start() {
  dismiss("microphone");
  dismiss("recording");
  show("starting", t("record.opening-the-microphone"));
  try {
    await openMicrophone();
    await post("recording/consent", {});
    await connect();
    show("reconnecting", t("record.connecting"));
    renewal = setInterval(renew, RENEW_EVERY);
  } catch (problem) {
    stop(problem instanceof Problem ? problem : new Problem("microphone", t("record.the-recording-could-not-begin"), t("record.choose-a-recording-instead-or-paste")));
  }
}

/** The ticket's token ends: another one goes on with the recording. */
async function renew() {
  try {
    const { ticket } = await (await post("recording/ticket", {})).json();
    say({ type: "renew", ticket });
  } catch {
    // When the token ends, the socket is closed, and the next try says what is wrong.
  }
}

function pause() {
  if (state === "paused") {
    show("recording", going());
    return;
  }
  say({ type: "pause" });
  show("paused", t("record.paused", { time: clock() }));
}

/** The last quarter of a second is still on its way from the microphone. */
async function finish() {
  if (state === "recording") await new Promise((later) => setTimeout(later, 300));
  closeMicrophone();
  show("finishing", t("record.writing-down-the-rest"));
  saved("saving", t("record.finishing-the-recording"));
  flush();
}

function discard() {
  if (!confirm(t("record.discard-this-recording-nothing-of-it"))) return;
  if (!say({ type: "discard" }) && !socket) stop(new Problem("recording", t("record.the-recording-is-not-discarded-yet"), t("record.chartside-cannot-be-reached-press-record")));
}

async function choose(input) {
  const file = input.files[0];
  input.value = "";
  if (!file) return;
  dismiss("recording");
  try {
    if (!$("record-consent").checked) throw new Problem("recording", t("record.say-first-that-the-patient-agrees"), t("record.a-recording-is-written-down-only"));
    if (file.size > MOST_FILE) throw new Problem("recording", t("record.this-recording-is-too-large"), t("record.a-file-of-up-to-20"));
    saved("saving", t("record.writing-the-recording-down"));
    await post("recording/consent", {});
    await post("recording/file", new Blob([await file.arrayBuffer()], { type: file.type || "audio/wav" }));
    location.reload();
  } catch (problem) {
    saved("", "");
    alertOf(problem);
  }
}

/** Record, pause or go on, by the keyboard from anywhere on the page. */
export function press() {
  if (!panel) return;
  panel.querySelector("details").open = true;
  if (state !== "idle") return $("record-pause").click();
  if ($("record-consent").checked) $("record").click();
  else $("record-consent").focus();
}

export function boot() {
  if (!panel) return;
  const consent = $("record-consent");
  consent.addEventListener("change", () => show(state, ""));
  $("record").addEventListener("click", start);
  $("record-pause").addEventListener("click", pause);
  $("record-finish").addEventListener("click", finish);
  $("record-discard").addEventListener("click", discard);
  $("recording-file").addEventListener("change", (event) => choose(event.target));
  addEventListener("offline", lost);
  addEventListener("beforeunload", (event) => state !== "idle" && event.preventDefault());
  show("idle", "");
}
