// Speech of a sealed visit, written down in this browser: no sound leaves it (MM27). Whoever dictates reads the words before they
// are added.

const RATE = 16_000;
const FRAME = RATE / 4;
const QUIET_FRAMES = 3;
const LONGEST_FRAMES = 60;
const LEAST_LOUDNESS = 0.006;
const ABOVE_NOISE = 2.5;

function loudness(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length);
}

/** Cuts what is heard where people pause. */
export class Phrases {
  #frames = [];
  #quiet = 0;
  #spoken = false;
  #noise = LEAST_LOUDNESS / ABOVE_NOISE;

  /** @returns the samples of a phrase that has ended, or null */
  add(samples) {
    const loud = loudness(samples);
    const speech = loud > Math.max(LEAST_LOUDNESS, this.#noise * ABOVE_NOISE);
    if (!speech) this.#noise = 0.9 * this.#noise + 0.1 * loud;
    this.#quiet = speech ? 0 : this.#quiet + 1;
    this.#spoken ||= speech;
    this.#frames.push(samples);
    if (!this.#spoken) {
      this.#frames = this.#frames.slice(-1); // A word begins softly: the quarter of a second before counts.
      return null;
    }
    return this.#quiet >= QUIET_FRAMES || this.#frames.length >= LONGEST_FRAMES ? this.end() : null;
  }

  end() {
    const whole = new Float32Array(this.#frames.length * FRAME);
    this.#frames.forEach((frame, at) => whole.set(frame, at * FRAME));
    const spoken = this.#spoken;
    this.#frames = [];
    this.#quiet = 0;
    this.#spoken = false;
    return spoken ? whole : null;
  }
}

/** @param heard called with words, or with null when they cannot be made out any more */
export class Dictation {
  #worker = null;
  #context = null;
  #stream = null;
  #phrases = new Phrases();

  constructor(base, heard) {
    Object.assign(this, { base: new URL(base, location.href).href, heard });
  }

  get on() {
    return this.#stream !== null;
  }

  /** Loads the recognition the first time, about 52 MB, which the browser keeps. */
  async start() {
    if (!this.#worker) {
      this.#worker = new Worker(new URL("listen.js", import.meta.url), { type: "module" });
      await new Promise((ready, failed) => {
        this.#worker.onmessage = ({ data }) => (data.ready ? ready() : failed(new Error("the recognition cannot be loaded")));
        this.#worker.onerror = () => failed(new Error("the recognition cannot be loaded"));
        this.#worker.postMessage({ base: this.base });
      });
      this.#worker.onmessage = ({ data }) => this.heard(data.failed ? null : data.words);
    }
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
    this.#context = new AudioContext();
    await this.#context.audioWorklet.addModule(new URL("../capture.js", import.meta.url));
    const capture = new AudioWorkletNode(this.#context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }) => this.#take(this.#phrases.add(Float32Array.from(new Int16Array(data), (sample) => sample / 32_768)));
    this.#context.createMediaStreamSource(this.#stream).connect(capture);
  }

  stop() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#context?.close();
    this.#stream = this.#context = null;
    this.#take(this.#phrases.end());
  }

  close() {
    this.stop();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #take(samples) {
    if (samples) this.#worker.postMessage({ samples }, [samples.buffer]);
  }
}
