package io.chartside.mappings.scribe;

import io.chartside.scribe.Scribe;
import io.chartside.terminology.CodeCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Builds the engine from the text files that come with it. Building takes about a second; the engine is reused. */
public final class EmbeddedScribe {
    private EmbeddedScribe() {}

    /** @param catalog the loaded ICD-10-CM files, or {@link CodeCatalog#empty()} */
    public static Scribe create(CodeCatalog catalog) {
        return Scribe.create(EmbeddedScribe::read, catalog);
    }

    private static String read(String name) {
        try (InputStream file = Scribe.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the engine lacks its file " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's file " + name + " is not readable", e);
        }
    }
}
