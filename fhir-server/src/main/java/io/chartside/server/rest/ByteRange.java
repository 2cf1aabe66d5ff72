package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a content that a Range header asks for (RFC 9110, 14.1.2): one range of bytes. Several at once, and units other
 * than bytes, are ignored, as the RFC allows.
 */
record ByteRange(long from, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * @param header or null
     * @param size of the whole content
     * @return empty for the whole content
     * @throws FhirRefusal 416 when the range begins after the end
     */
    static Optional<ByteRange> of(String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.trim());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(range.group(2)));
            return Optional.of(satisfiable(size - last, last, size));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < from) {
            return Optional.empty();
        }
        return Optional.of(satisfiable(from, to - from + 1, size));
    }

    private static ByteRange satisfiable(long from, long length, long size) {
        if (length <= 0) {
            throw new FhirRefusal(416, "invalid", "The range begins after the end of the content")
                    .withHeader("Content-Range", "bytes */" + size);
        }
        return new ByteRange(from, length);
    }

    /** The header Content-Range of the answer. */
    String of(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
