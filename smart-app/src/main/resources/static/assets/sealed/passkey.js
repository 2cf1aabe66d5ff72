// What a passkey gives for the key of a sealed visit: the output of its PRF (WebAuthn Level 3, 10.1.4), which the authenticator
// computes and this page alone sees. Nobody checks a signature: whoever has not the passkey has not the output.

import { Problem } from "../talk.js";
import { t } from "../words.js";

const INFO = new TextEncoder().encode("chartside.io sealed visit: the key that wraps its key, 1");
const TIMEOUT = 120_000;

export const newSalt = () => crypto.getRandomValues(new Uint8Array(32));

/** @throws Problem where no passkey can be asked for at all */
export async function requirePasskeys() {
  const policy = document.featurePolicy ?? document.permissionsPolicy;
  for (const feature of ["publickey-credentials-get", "publickey-credentials-create"]) {
    if (policy?.features().includes(feature) && !policy.allowsFeature(feature)) {
      throw new Problem("passkey", t("sealed.the-ehrs-frame-does-not-let"), t("sealed.open-chartside-in-a-tab-of"));
    }
  }
  const able = await window.PublicKeyCredential?.getClientCapabilities?.().catch(() => null);
  if (!window.PublicKeyCredential || able?.["extension:prf"] === false) {
    throw new Problem("passkey", t("sealed.this-browser-cannot-keep-a-key"), t("sealed.it-does-not-offer-the-prf"));
  }
}

/**
 * Makes a passkey and has it compute.
 * @returns its {@code credential} and the {@code wrapping} key of this salt
 * @throws Problem for an authenticator without PRF; nothing was begun then
 */
export async function make(salt) {
  const made = await asked("create", {
    rp: { name: "Chartside" },
    user: { id: crypto.getRandomValues(new Uint8Array(16)), name: "Sealed visits", displayName: "Sealed visits" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
    authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
    attestation: "none",
    extensions: { prf: { eval: { first: salt } } },
  });
  const { prf } = made.getClientExtensionResults();
  if (!prf?.enabled) {
    throw new Problem("passkey", t("sealed.this-passkey-cannot-keep-a-key"), t("sealed.its-authenticator-does-not-offer-the"));
  }
  const credential = new Uint8Array(made.rawId);
  // Some authenticators compute when they make the passkey, the others only when they are asked again.
  return { credential, wrapping: prf.results?.first ? await wrappingOf(prf.results.first) : await ask(salt, credential) };
}

/**
 * Has a passkey compute again.
 * @returns the wrapping key of this salt, which the browser exports to nobody
 */
export async function ask(salt, credential) {
  const given = await asked("get", {
    allowCredentials: [{ type: "public-key", id: credential }],
    userVerification: "required",
    extensions: { prf: { eval: { first: salt } } },
  });
  const output = given.getClientExtensionResults().prf?.results?.first;
  if (!output) throw new Problem("passkey", t("sealed.this-passkey-did-not-open-the"), t("sealed.its-authenticator-gave-no-prf-output"));
  return wrappingOf(output);
}

async function asked(how, publicKey) {
  try {
    return await navigator.credentials[how]({ publicKey: { challenge: crypto.getRandomValues(new Uint8Array(32)), timeout: TIMEOUT, ...publicKey } });
  } catch (refused) {
    // A browser does not tell a person who declined from a passkey that is not there (WebAuthn, 14.5.2).
    if (refused.name === "NotAllowedError") throw new Problem("passkey", t("sealed.the-passkey-was-not-used"), t("sealed.it-was-declined-took-too-long"), "", { declined: true });
    throw new Problem("passkey", t("sealed.the-passkey-cannot-be-used-here"), t("sealed.try-again-or-begin-without-keeping"));
  }
}

async function wrappingOf(output) {
  const bytes = new Uint8Array(output);
  const secret = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
  bytes.fill(0);
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: INFO }, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}
