// Where wrapped keys are kept: IndexedDB of this browser, which writes them to the disk. There is nothing in it that reads a
// visit without the passkey, and nothing that names a patient.

import { Problem } from "../talk.js";
import { t } from "../words.js";

const NAME = "chartside-sealed";
/** As long as a session can last, and as long again to release what was said in it. */
export const LONGEST = 24 * 60 * 60 * 1000;

let database = null;

function result(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

/** @throws Problem where the browser keeps nothing for this page, as in frames without third-party storage */
export async function requireStorage() {
  try {
    if (!database) {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("keys", { keyPath: "session" });
        opening.result.createObjectStore("passkeys", { keyPath: "name" });
      };
      database = await result(opening);
    }
  } catch {
    throw new Problem("passkey", t("sealed.this-browser-keeps-nothing-for-chartside"), t("sealed.open-chartside-in-a-tab-of"));
  }
}

async function change(store, action) {
  await requireStorage();
  const transaction = database.transaction(store, "readwrite", { durability: "strict" });
  action(transaction.objectStore(store));
  await new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

export const put = (entry) => change("keys", (keys) => keys.put(entry));
export const remove = (session) => change("keys", (keys) => keys.delete(session));

/** What is kept of a visit, newest first. What is too old is removed. */
export async function of(place) {
  if (!window.indexedDB) return [];
  return (await young()).filter((entry) => entry.place === place).sort((one, other) => other.began - one.began);
}

async function young() {
  await requireStorage();
  const all = await result(database.transaction("keys").objectStore("keys").getAll());
  const old = all.filter((entry) => Date.now() - entry.began > LONGEST);
  for (const { session } of old) await remove(session);
  return all.filter((entry) => !old.includes(entry));
}

/** Removes what is too old. Where nothing was ever kept nothing is made. */
export async function sweep() {
  const databases = (await window.indexedDB?.databases?.()) ?? [];
  if (databases.some(({ name }) => name === NAME)) await young();
}

/** The passkey that this browser made, or null. */
export async function passkey() {
  await requireStorage();
  return (await result(database.transaction("passkeys").objectStore("passkeys").get("own")))?.credential ?? null;
}

export const setPasskey = (credential) => change("passkeys", (passkeys) => passkeys.put({ name: "own", credential }));
export const forgetPasskey = () => change("passkeys", (passkeys) => passkeys.delete("own"));
