// Runs where the sound is (AudioWorklet): one channel, 16,000 samples of 16 bits a second, a quarter of a second at a time.

const RATE = 16_000;
const FRAME = RATE / 4;

class Capture extends AudioWorkletProcessor {
  step = sampleRate / RATE;
  sum = 0;
  count = 0;
  until = sampleRate / RATE;
  taken = 0;
  frame = new Int16Array(FRAME);
  filled = 0;

  process([input]) {
    const channels = input.length;
    if (!channels) return true;
    for (let i = 0; i < input[0].length; i++) {
      let value = 0;
      for (let channel = 0; channel < channels; channel++) value += input[channel][i];
      this.take(value / channels);
    }
    return true;
  }

  // Each sample is the mean of those that fall into its time: what lies above 8 kHz is mostly gone by it.
  take(value) {
    this.sum += value;
    this.count++;
    if (++this.taken < this.until) return;
    this.until += this.step;
    const mean = Math.max(-1, Math.min(1, this.sum / this.count));
    this.sum = this.count = 0;
    this.frame[this.filled++] = Math.round(mean * 32_767);
    if (this.filled < FRAME) return;
    this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
  }
}

registerProcessor("capture", Capture);
