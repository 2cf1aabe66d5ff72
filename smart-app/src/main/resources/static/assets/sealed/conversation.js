// What is said in a sealed visit, on either device: encrypted here, sent, and shown as the devices' messages come in.

import { Receiver, Rejected, Sender } from "./cipher.js";
import { alertOf, dismiss } from "../status.js";
import { t } from "../words.js";

const WAIT = 1_000;
/** A device that joins has a minute to acknowledge the key. */
const MOST_REFUSALS = 90;
const LONGEST = 4_000;
const SPEAKERS = { clinician: t("speaker.clinician"), patient: t("speaker.patient"), guest: t("speaker.guest"), unknown: t("speaker.unknown") };
export const EVERYBODY = ["clinician", "patient", "guest"];
/** Who may speak on a device that is not the clinician's. */
export const GUESTS = ["patient", "guest"];
const TAGS = [
  [/^\s*(?:\[(?:doctor|clinician|provider|physician|nurse)\]|(?:doctor|dr\.?|clinician|provider|physician|nurse)\s*:)\s*/i, "clinician"],
  [/^\s*(?:\[(?:patient)\]|patient\s*:)\s*/i, "patient"],
  [/^\s*(?:\[(?:patient_guest|guest|mother|father|companion)\]|(?:guest|mother|father|companion)\s*:)\s*/i, "guest"],
];

/** Lines of a pasted conversation as utterances; without a tag the speaker goes on. */
export function utterancesOf(text, otherwise) {
  let speaker = otherwise;
  const found = [];
  for (const line of text.split(/\r?\n/)) {
    const tag = TAGS.find(([pattern]) => pattern.test(line));
    if (tag) speaker = tag[1];
    const words = (tag ? line.replace(tag[0], "") : line).replace(/\s+/g, " ").trim();
    for (let at = 0; at < words.length; at += LONGEST) found.push({ speaker, text: words.slice(at, at + LONGEST) });
  }
  return found;
}

export class Conversation {
  utterances = [];
  #after = 0;
  #used = false;
  #waiting = [];
  #sending = false;
  #timer = 0;
  over = false;

  /**
   * @param told called after each change with this
   * @param speakersOf who may speak on a device, by its id: what it says for anybody else is nobody's
   * @param caughtUp false where there is an earlier conversation to read: before that this device does not know its next number
   */
  constructor({ ask, key, session, device, list, told, speakersOf = () => EVERYBODY, caughtUp = true }) {
    Object.assign(this, { ask, session, device, list, told, speakersOf, caughtUp });
    this.sender = new Sender(key, session, device);
    this.receiver = new Receiver(key, session);
    this.devices = [];
    this.rejected = 0;
  }

  begin() {
    this.#poll();
  }

  /** This is no page that was left open: its next question counts as work, and keeps the launch from ending. */
  used() {
    this.#used = true;
  }

  stop() {
    this.over = true;
    clearTimeout(this.#timer);
  }

  get unsent() {
    return this.#waiting.length;
  }

  async say(utterances) {
    for (const { speaker, text } of utterances) this.#waiting.push(await this.sender.seal({ speaker, text }));
    this.told(this);
    this.#send();
  }

  /** In order, one at a time; the very same message again until it is taken, so that none is encrypted twice. */
  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    let refused = 0;
    try {
      while (this.#waiting.length > 0 && !this.over) {
        try {
          await this.ask("say", { session: this.session, message: this.#waiting[0] });
        } catch (problem) {
          const stored = problem.more?.issue === "duplicate" && problem.more.status === 409;
          if (!stored && problem.more?.status === 409 && ++refused < MOST_REFUSALS) {
            await new Promise((done) => setTimeout(done, WAIT));
            continue;
          }
          if (!stored) throw problem;
        }
        refused = 0;
        this.#waiting.shift();
        dismiss("unreachable");
        dismiss("throttled");
        this.told(this);
      }
      if (!this.over) this.#soon(0);
    } catch (problem) {
      alertOf(problem);
      if (problem.passing) setTimeout(() => this.#send(), Math.max(3, problem.more.seconds ?? 0) * WAIT);
    } finally {
      this.#sending = false;
    }
  }

  #soon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#poll(), wait);
  }

  #polling = false;

  async #poll() {
    if (this.#polling || this.over) return;
    this.#polling = true;
    let wait = WAIT;
    try {
      if ((await this.#hear()) > 0) wait = 0;
      dismiss("unreachable");
      this.told(this);
    } catch (problem) {
      alertOf(problem);
      if (!problem.passing) this.stop();
      wait = 3 * WAIT;
    } finally {
      this.#polling = false;
    }
    if (!this.over) this.#soon(wait);
  }

  /** @returns how many messages came */
  async #hear() {
    const background = !this.#used;
    this.#used = false;
    const { messages, devices, over } = await this.ask("messages", { session: this.session, after: String(this.#after) }, background);
    this.devices = devices.map((line) => ({ id: line.split(" ")[0], acknowledged: line.endsWith(" acknowledged") }));
    for (const line of messages) await this.#take(line);
    if (over) this.stop();
    this.caughtUp ||= messages.length === 0;
    return messages.length;
  }

  async #take(line) {
    const space = line.indexOf(" ");
    this.#after = Number(line.slice(0, space));
    try {
      const { device, sequence, utterance } = await this.receiver.open(line.slice(space + 1));
      if (device === this.device) this.sender.after(sequence);
      else this.used();
      const speaker = this.speakersOf(device).includes(utterance.speaker) ? utterance.speaker : "unknown";
      this.utterances.push({ id: `u${this.utterances.length}`, device, text: utterance.text, speaker });
      this.#show(this.utterances.at(-1));
    } catch (rejected) {
      if (!(rejected instanceof Rejected)) throw rejected;
      this.rejected++;
      alertOf({ kind: "tampered", title: t("sealed.a-message-was-not-shown"), detail: t("sealed.tampered", { number: this.rejected }) });
    }
  }

  #show({ id, speaker, text, device }) {
    const item = document.createElement("li");
    item.className = `utterance ${speaker}`;
    item.id = id;
    item.dataset.testid = "utterance";
    const who = document.createElement("span");
    who.className = "speaker";
    who.textContent = (SPEAKERS[speaker] ?? SPEAKERS.unknown) + (device === this.device ? "" : ` · ${t("sealed.other-device")}`);
    const said = document.createElement("span");
    said.className = "said";
    said.textContent = text;
    item.append(who, said);
    this.list.append(item);
  }
}

/** The form by which a device adds to the conversation. */
export function compose(form, conversation) {
  const words = form.querySelector("textarea");
  const speaker = form.querySelector("select");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = utterancesOf(words.value, speaker.value);
    words.value = "";
    words.focus();
    if (said.length > 0) await conversation.say(said);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}
