package io.chartside.app.e2e;

import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Files that are no transcript, and what the page says of each. */
enum BadTranscript {
    EMPTY("This file is empty", new byte[0]),
    BINARY("not a text file", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0, 13}),
    LATIN_1("letters of this file cannot be read", "Doctor: 37,5 °C".getBytes(StandardCharsets.ISO_8859_1)),
    TOO_LARGE("too large", filled(11 << 20));

    private final String told;
    private final byte[] content;

    BadTranscript(String told, byte[] content) {
        this.told = told;
        this.content = content;
    }

    String told() {
        return told;
    }

    FilePayload file() {
        return new FilePayload(name() + ".txt", "text/plain", content);
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }
}
