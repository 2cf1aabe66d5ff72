// The cipher of a sealed visit (docs/sealed-visits.md): AES-256-GCM by WebCrypto, messages as compact JWE (RFC 7516) of
// dir and A256GCM (RFC 7518, 4.5 and 5.3). The key is random, never derived, and never leaves this module but in an invite.

const ALGORITHM = { name: "AES-GCM", length: 256 };
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Plaintext is filled up to a multiple of this, so that lengths tell little. */
const BLOCK = 256;
const SPEAKERS = ["clinician", "patient", "guest"];
const MEMBERS = ["alg", "dev", "enc", "kid", "seq", "sid"];

/** A message that is not shown: it was changed, repeated, reordered, or is another session's. */
export class Rejected extends Error {}

export function base64url(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function bytesOf(base64urlText) {
  if (!/^[A-Za-z0-9_-]*$/.test(base64urlText) || base64urlText.length % 4 === 1) throw new Rejected("not base64url");
  const text = atob(base64urlText.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
  // A last character with bits that are dropped would be a second spelling of the same bytes.
  if (base64url(bytes) !== base64urlText) throw new Rejected("not base64url");
  return bytes;
}

const ascii = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const importKey = (raw) => crypto.subtle.importKey("raw", raw, ALGORITHM, false, ["encrypt", "decrypt"]);

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Hash of the hash: it tells two devices that they have the same key, and nobody the key. */
export async function fingerprintOf(raw) {
  return hex(await sha256(await sha256(raw)));
}

export const digestOf = async (text) => hex(await sha256(new TextEncoder().encode(text)));

/** The key of one session. Its bytes are here until the invite is made; after that the browser has it and gives it to nobody. */
export class SealedKey {
  #raw;

  constructor(key, fingerprint, raw) {
    Object.assign(this, { key, fingerprint });
    this.#raw = raw;
  }

  /** A new key. With one device its bytes are forgotten at once. */
  static async generate(shared) {
    const made = await crypto.subtle.generateKey(ALGORITHM, true, ["encrypt", "decrypt"]);
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", made));
    const key = new SealedKey(await importKey(raw), await fingerprintOf(raw), raw);
    if (!shared) key.forget();
    return key;
  }

  /** The key that an invite carries. */
  static async of(secret) {
    const raw = bytesOf(secret);
    if (raw.length !== 32) throw new Rejected("not a key");
    const key = new SealedKey(await importKey(raw), await fingerprintOf(raw), raw);
    key.forget();
    return key;
  }

  /**
   * The key that was wrapped.
   * @throws Rejected when it was wrapped by another key or about something else, or was changed
   */
  static async unwrap(by, { nonce, wrapped }, about) {
    let raw;
    try {
      raw = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: ascii(about), tagLength: TAG_BYTES * 8 }, by, wrapped));
    } catch {
      throw new Rejected("wrapped otherwise");
    }
    const key = new SealedKey(await importKey(raw), await fingerprintOf(raw), raw);
    key.forget();
    return key;
  }

  /**
   * The key for being kept, encrypted; only while its bytes are here.
   * @param by a wrapping key that no page can export
   * @param about what it is the key of, in ASCII: it unwraps with the same alone
   */
  async wrap(by, about) {
    if (!this.#raw) throw new Error("the key cannot be had any more");
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: ascii(about), tagLength: TAG_BYTES * 8 }, by, this.#raw);
    return { nonce, wrapped: new Uint8Array(wrapped) };
  }

  get invitable() {
    return this.#raw !== null;
  }

  /** The secret of the invite, once. */
  secret() {
    if (!this.#raw) throw new Error("the key cannot be had any more");
    const secret = base64url(this.#raw);
    this.forget();
    return secret;
  }

  forget() {
    this.#raw?.fill(0);
    this.#raw = null;
  }
}

/** Encrypts what this device says: each message has its number and its session in what is authenticated. */
export class Sender {
  #sequence = 0;

  constructor(key, session, device) {
    Object.assign(this, { key, session, device });
  }

  /** Goes on where a page that is gone, or another request of this one, has come to. */
  after(sequence) {
    this.#sequence = Math.max(this.#sequence, sequence);
  }

  async seal(utterance) {
    const header = { alg: "dir", enc: "A256GCM", kid: this.key.fingerprint, sid: this.session, dev: this.device, seq: ++this.#sequence };
    const protectedHeader = base64url(ascii(JSON.stringify(header)));
    const words = new TextEncoder().encode(JSON.stringify(utterance));
    const plain = new Uint8Array(Math.ceil(words.length / BLOCK) * BLOCK).fill(0x20);
    plain.set(words);
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: ascii(protectedHeader), tagLength: TAG_BYTES * 8 }, this.key.key, plain));
    const end = sealed.length - TAG_BYTES;
    return [protectedHeader, "", base64url(nonce), base64url(sealed.subarray(0, end)), base64url(sealed.subarray(end))].join(".");
  }
}

/** Opens what devices say, each device's messages in their order and each once. */
export class Receiver {
  #last = new Map();

  constructor(key, session) {
    Object.assign(this, { key, session });
  }

  /** @throws Rejected for whatever was not said so, by this session's key, now and here */
  async open(compact) {
    const parts = compact.split(".");
    if (parts.length !== 5 || parts[1] !== "") throw new Rejected("not a compact JWE of dir");
    const header = headerOf(parts[0]);
    if (header.alg !== "dir" || header.enc !== "A256GCM") throw new Rejected("another algorithm");
    if (header.kid !== this.key.fingerprint) throw new Rejected("another key");
    if (header.sid !== this.session) throw new Rejected("another session");
    if (header.seq !== (this.#last.get(header.dev) ?? 0) + 1) throw new Rejected("out of order, or repeated");
    const [nonce, ciphertext, tag] = parts.slice(2).map(bytesOf);
    if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) throw new Rejected("another form");
    const sealed = new Uint8Array(ciphertext.length + tag.length);
    sealed.set(ciphertext);
    sealed.set(tag, ciphertext.length);
    let plain;
    try {
      plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: ascii(parts[0]), tagLength: TAG_BYTES * 8 }, this.key.key, sealed);
    } catch {
      throw new Rejected("changed on its way");
    }
    this.#last.set(header.dev, header.seq);
    return { device: header.dev, sequence: header.seq, utterance: utteranceOf(plain) };
  }
}

/** Speaker and words, and nothing else: what a guest's device encrypts is its own say, as little to be trusted as any input. */
function utteranceOf(plain) {
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch {
    throw new Rejected("no utterance");
  }
  if (typeof said?.text !== "string") throw new Rejected("no utterance");
  return { speaker: SPEAKERS.includes(said.speaker) ? said.speaker : "unknown", text: said.text };
}

function headerOf(encoded) {
  let header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytesOf(encoded)));
  } catch {
    throw new Rejected("no header");
  }
  if (Object.keys(header ?? {}).sort().join() !== MEMBERS.join() || typeof header.dev !== "string") throw new Rejected("another header");
  return header;
}
