package io.chartside.server.ai.speech;

/** The weights of the embedded speech recognition: OpenAI's Whisper "base.en" in whisper.cpp's form (MIT). */
public final class SpeechWeights {
    public static final String MODEL = "base.en";
    public static final String FILE = "ggml-base.en.bin";
    /** In hexadecimal. */
    public static final String SHA_256 = "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002";
    /** Below the data folder. */
    public static final String FOLDER = "speech";

    private SpeechWeights() {}
}
