package io.chartside.server.store;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Bodies as they were stored before they were compressed by {@link ZstdBodies}: deflated (RFC 1951) with a preset dictionary. Only read. */
final class DeflatedBodies {
    private static final ThreadLocal<Inflater> INFLATER = ThreadLocal.withInitial(() -> new Inflater(true));

    private final byte[] dictionary;

    DeflatedBodies(String dictionary) {
        this.dictionary = Dictionaries.read(dictionary);
    }

    /** @throws IllegalStateException unless the part inflates to that length */
    byte[] decompress(byte[] from, int start, int compressed, int length) {
        Inflater inflater = INFLATER.get();
        inflater.reset();
        inflater.setDictionary(dictionary);
        inflater.setInput(from, start, compressed);
        byte[] plain = new byte[length];
        try {
            int read = 0;
            while (read < length && !inflater.finished()) {
                int more = inflater.inflate(plain, read, length - read);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
                read += more;
            }
            if (read != length) {
                throw new IllegalStateException("a stored body is cut short");
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("a stored body does not inflate", e);
        }
        return plain;
    }
}
