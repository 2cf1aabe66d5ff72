package io.chartside.app.e2e;

/** A microphone that hears what the test says, when it says so: its sound is known to the last sample. */
public final class FakeMicrophone {
    /** Samples of a quarter of a second, which is what one frame carries. */
    static final int SAMPLES = 4_000;

    /** In place of the browser's own; {@code microphone.onmessage({ data })} is a frame heard. */
    public static final String SCRIPT = """
            window.AudioContext = class { audioWorklet = { addModule: async () => {} };
              createMediaStreamSource() { return { connect() {} }; } close() {} };
            window.AudioWorkletNode = class { port = {}; constructor() { window.microphone = this.port; } };
            """;

    /** {@code say(seconds)} makes a noise that is another one in each frame. */
    static final String NOISE = """
            window.said = 0;
            window.say = (seconds) => {
              for (let i = 0; i < seconds * 4; i++) {
                const frame = new Int16Array(4000);
                for (let at = 0; at < frame.length; at++) frame[at] = ((said * 7919 + at * at * 31) % 16001) - 8000;
                said++;
                microphone.onmessage({ data: frame.buffer });
              }
            };
            """;

    private FakeMicrophone() {}

    /** What {@link #NOISE} has said in so many seconds, little-endian as the samples of a WAVE file are. */
    static byte[] noise(int seconds) {
        byte[] bytes = new byte[seconds * 4 * SAMPLES * 2];
        int to = 0;
        for (int frame = 0; frame < seconds * 4; frame++) {
            for (int at = 0; at < SAMPLES; at++) {
                int sample = (frame * 7919 + at * at * 31) % 16001 - 8000;
                bytes[to++] = (byte) sample;
                bytes[to++] = (byte) (sample >> 8);
            }
        }
        return bytes;
    }
}
