package io.chartside.mappings.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Four visits and their notes, written for this project: what is measured without any data set, and in every build. */
public final class Sample {
    private Sample() {}

    public static List<NoteScores.Reference> visits() {
        try (InputStream file = Sample.class.getResourceAsStream("sample.csv")) {
            if (file == null) {
                throw new IllegalStateException("the sample is missing");
            }
            return NoteScores.references(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the sample is not readable", e);
        }
    }
}
