// The second device of a sealed visit. The secret is in the fragment, which no browser sends anywhere; it is taken out of the
// address at once.

import { Rejected, SealedKey } from "./cipher.js";
import { Conversation, EVERYBODY, GUESTS, compose } from "./conversation.js";
import { door } from "./door.js";
import { alertOf, saved } from "../status.js";
import { t } from "../words.js";

const $ = (id) => document.getElementById(id);
const token = new URLSearchParams(location.search).get("token") ?? "";
const fragment = new URLSearchParams(location.hash.slice(1));
const secret = fragment.get("secret") ?? "";
/** Whoever opened the visit decides whose device this is, and holds to it on his own (sealed.js). */
const speakers = fragment.get("as") === "own" ? EVERYBODY : GUESTS;
history.replaceState(null, "", location.pathname);

const [tenant, invite] = token.includes(".") ? [token.slice(0, token.indexOf(".")), token.slice(token.indexOf(".") + 1)] : ["", ""];
const key = SealedKey.of(secret);
key.catch(() => {}); // Told when the person joins.
let conversation = null;

async function join() {
  let own;
  try {
    own = await key;
  } catch (rejected) {
    if (!(rejected instanceof Rejected) && !(rejected instanceof DOMException)) throw rejected;
    throw { kind: "refused", title: t("sealed.this-link-is-not-whole"), detail: t("sealed.open-the-whole-link-as-you") };
  }
  const joined = await door((name) => `/join/${name}`, () => ({}))("redeem", { tenant, token: invite, fingerprint: own.fingerprint });
  if (joined.fingerprint !== own.fingerprint) throw { kind: "refused", title: t("sealed.this-is-not-the-visit-that"), detail: t("sealed.its-key-is-another-one-ask") };
  const guest = door((name) => `/join/${name}`, () => ({ Authorization: `Bearer ${joined.token}` }));
  const ask = async (name, body, background) => {
    try {
      return await guest(name, { tenant, ...body }, background);
    } catch (problem) {
      if (name !== "messages" || problem.more?.status !== 401) throw problem;
      return { messages: [], devices: [], over: true }; // The guest's token ends with the visit.
    }
  };
  await ask("acknowledge", { session: joined.session, fingerprint: own.fingerprint });
  const speakersOf = (device) => (device === joined.device ? speakers : EVERYBODY);
  conversation = new Conversation({ ask, key: own, session: joined.session, device: joined.device, list: $("utterances"), told, speakersOf });
  compose($("say"), conversation);
  conversation.begin();
  $("start").hidden = true;
  $("talk").hidden = false;
  $("fingerprint").textContent = own.fingerprint.slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
  $("words").focus();
}

function told({ over, unsent, utterances }) {
  saved(unsent > 0 ? "unsaved" : "saved", unsent > 0 ? t("sealed.encrypting-and-sending") : "");
  $("count").textContent = t("sealed.utterances", { n: utterances.length });
  if (over) {
    $("say").hidden = true;
    $("state").textContent = t("sealed.this-sealed-visit-is-over-close");
  }
}

$("join").addEventListener("click", async () => {
  $("join").disabled = true;
  try {
    await join();
  } catch (problem) {
    alertOf(problem.kind ? problem : { kind: "failed", title: t("common.this-could-not-be-done"), detail: t("sealed.ask-for-a-new-invite") });
    $("join").disabled = false;
  }
});
for (const option of [...$("speaker").options]) if (!speakers.includes(option.value)) option.remove();
window.addEventListener("beforeunload", (event) => {
  if (!conversation?.over && (conversation?.unsent > 0 || $("words").value.trim())) event.preventDefault();
});
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
$("ready").hidden = false;
