package io.chartside.server.store;

import java.io.IOException;
import java.io.InputStream;

/** The compression dictionaries that lie beside this package's classes. A stored body opens only with its own: they never change. */
final class Dictionaries {

    private Dictionaries() {}

    static byte[] read(String file) {
        try (InputStream in = Dictionaries.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }
}
