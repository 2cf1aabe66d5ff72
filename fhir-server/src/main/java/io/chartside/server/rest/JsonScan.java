package io.chartside.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One pass over the bytes of a JSON body before any parser sees it, refusing what parsers disagree on or die of: invalid
 * UTF-8, a byte order mark, NUL and other control characters, lone surrogates, duplicate keys, deep nesting, and numbers
 * whose plain form fills the memory ({@code 1e999999999}). RFC 8259 is checked as far as it is needed to find strings,
 * keys and numbers; the parser behind does the rest. A 16 kB bundle takes about 25 µs.
 */
final class JsonScan {
    /** The deepest resources of the specification's examples nest below 20. */
    static final int MOST_NESTING = 100;

    private static final int MOST_KEYS = 256;
    private static final int MOST_NUMBER_LENGTH = 64;
    private static final int MOST_EXPONENT = 64;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final byte[] text;
    private final int end;
    private final TreeSize size;
    private int at;
    private int depth;
    /** Key hashes of the open objects, each object's run beginning at its mark; arrays have mark -1. */
    private long[] keys = new long[64];

    private int keyCount;
    private final int[] marks = new int[MOST_NESTING + 1];

    private JsonScan(byte[] text) {
        this.text = text;
        this.end = text.length;
        this.size = new TreeSize(end);
    }

    /**
     * @return as much of the heap as its tree takes at most ({@link TreeSize})
     * @throws GuardException 400, naming what is wrong and at which byte
     */
    static long check(byte[] text) {
        JsonScan scan = new JsonScan(text);
        scan.scan();
        return scan.size.bytes();
    }

    private void scan() {
        if (end >= 3 && (text[0] & 0xFF) == 0xEF && (text[1] & 0xFF) == 0xBB && (text[2] & 0xFF) == 0xBF) {
            throw refuse("a byte order mark");
        }
        boolean key = false;
        while (at < end) {
            int c = text[at] & 0xFF;
            switch (c) {
                case ' ', '\n', '\r', '\t', ':' -> at++;
                case '{' -> {
                    open(keyCount);
                    size.object();
                    key = true;
                }
                case '[' -> {
                    open(-1);
                    size.array();
                    key = false;
                }
                case '}', ']' -> {
                    close(c == '}');
                    key = false;
                }
                case ',' -> {
                    at++;
                    key = depth > 0 && marks[depth] >= 0;
                }
                case '"' -> {
                    int from = at;
                    if (key) {
                        long hash = key();
                        addKey(hash);
                        size.field(hash, at - from);
                        key = false;
                    } else {
                        string();
                        size.text(at - from);
                    }
                }
                default -> {
                    if (c == '-' || c >= '0' && c <= '9') {
                        number();
                        size.number();
                    } else if (c >= 'a' && c <= 'z') {
                        at++;
                    } else {
                        throw refuse("a character outside of strings");
                    }
                }
            }
        }
        if (depth != 0) {
            throw refuse("an end before everything is closed");
        }
    }

    private void open(int mark) {
        if (++depth > MOST_NESTING) {
            throw refuse("nesting deeper than " + MOST_NESTING);
        }
        marks[depth] = mark;
        at++;
    }

    private void close(boolean object) {
        if (depth == 0 || object != (marks[depth] >= 0)) {
            throw refuse("a bracket that closes nothing");
        }
        if (object) {
            keyCount = marks[depth];
        }
        depth--;
        at++;
    }

    private void addKey(long hash) {
        int from = marks[depth];
        for (int i = from; i < keyCount; i++) {
            if (keys[i] == hash) {
                throw refuse("a duplicate key");
            }
        }
        if (keyCount - from == MOST_KEYS) {
            throw refuse("an object with more than " + MOST_KEYS + " keys");
        }
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, keyCount * 2);
        }
        keys[keyCount++] = hash;
    }

    /** FNV-1a of the key as it reads: {@code "na\u006de"} is {@code "name"}. */
    private long key() {
        long hash = FNV_OFFSET;
        int from = at + 1;
        int i = from;
        while (i < end && text[i] != '"' && text[i] != '\\' && text[i] >= 0x20) {
            hash = (hash ^ text[i]) * FNV_PRIME;
            i++;
        }
        if (i < end && text[i] == '"') {
            at = i + 1;
            return hash;
        }
        string();
        // Raw and escaped forms of the same character must agree, so both are hashed as characters.
        String name = unescaped(from, at - 1);
        hash = FNV_OFFSET;
        for (int k = 0; k < name.length(); k++) {
            hash = (hash ^ name.charAt(k)) * FNV_PRIME;
        }
        return hash;
    }

    private String unescaped(int from, int to) {
        String raw = new String(text, from, to - from, StandardCharsets.UTF_8);
        StringBuilder name = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                char escaped = raw.charAt(++i);
                if (escaped == 'u') {
                    name.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                    i += 4;
                } else {
                    name.append(escaped);
                }
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private void string() {
        int i = at + 1;
        while (true) {
            if (i >= end) {
                throw refuse("a string without an end");
            }
            int c = text[i];
            if (c == '"') {
                at = i + 1;
                return;
            }
            if (c == '\\') {
                i = escape(i);
            } else if (c >= 0x20) {
                i++;
            } else if (c >= 0) {
                at = i;
                throw refuse("a control character in a string");
            } else {
                i = Utf8.next(text, i, end);
                if (i < 0) {
                    throw refuse("bytes that are not UTF-8");
                }
            }
        }
    }

    private int escape(int i) {
        if (i + 1 >= end) {
            throw refuse("a string without an end");
        }
        switch (text[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return i + 2;
            }
            case 'u' -> {
                int unit = hex(i + 2);
                if (unit == 0) {
                    throw refuse("a NUL");
                }
                if (unit >= 0xD800 && unit <= 0xDFFF) {
                    boolean pair = unit < 0xDC00
                            && i + 12 <= end
                            && text[i + 6] == '\\'
                            && text[i + 7] == 'u'
                            && (hex(i + 8) & 0xFC00) == 0xDC00;
                    if (!pair) {
                        throw refuse("a lone surrogate");
                    }
                    return i + 12;
                }
                return i + 6;
            }
            default -> throw refuse("an unknown escape");
        }
    }

    private int hex(int from) {
        if (from + 4 > end) {
            throw refuse("a string without an end");
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                throw refuse("an unknown escape");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void number() {
        int from = at;
        int exponentFrom = -1;
        while (at < end) {
            int c = text[at];
            if (c == 'e' || c == 'E') {
                exponentFrom = at + 1;
            } else if (!(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+')) {
                break;
            }
            at++;
        }
        if (at - from > MOST_NUMBER_LENGTH) {
            throw refuse("a number longer than " + MOST_NUMBER_LENGTH + " characters");
        }
        if (exponentFrom >= 0) {
            int exponent = 0;
            for (int i = exponentFrom; i < at; i++) {
                if (text[i] >= '0' && text[i] <= '9') {
                    exponent = Math.min(10_000, exponent * 10 + text[i] - '0');
                }
            }
            if (exponent > MOST_EXPONENT) {
                throw refuse("a number with an exponent beyond " + MOST_EXPONENT);
            }
        }
    }

    private GuardException refuse(String what) {
        return new GuardException(400, "The JSON body has " + what + " at or after byte " + at);
    }
}
