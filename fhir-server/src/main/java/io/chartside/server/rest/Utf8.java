package io.chartside.server.rest;

/** Well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The index after the sequence that begins at {@code i}, or -1. */
    static int next(byte[] text, int i, int end) {
        int first = text[i] & 0xFF;
        if (first < 0x80) {
            return i + 1;
        }
        int length;
        int smallest = 0x80;
        int largest = 0xBF;
        if (first >= 0xC2 && first <= 0xDF) {
            length = 2;
        } else if (first >= 0xE0 && first <= 0xEF) {
            length = 3;
            smallest = first == 0xE0 ? 0xA0 : 0x80;
            largest = first == 0xED ? 0x9F : 0xBF;
        } else if (first >= 0xF0 && first <= 0xF4) {
            length = 4;
            smallest = first == 0xF0 ? 0x90 : 0x80;
            largest = first == 0xF4 ? 0x8F : 0xBF;
        } else {
            return -1;
        }
        if (i + length > end) {
            return -1;
        }
        int second = text[i + 1] & 0xFF;
        if (second < smallest || second > largest) {
            return -1;
        }
        for (int k = i + 2; k < i + length; k++) {
            if ((text[k] & 0xC0) != 0x80) {
                return -1;
            }
        }
        return i + length;
    }

    static boolean isWellFormed(byte[] text) {
        int i = 0;
        while (i < text.length) {
            i = Utf8.next(text, i, text.length);
            if (i < 0) {
                return false;
            }
        }
        return true;
    }
}
