package io.chartside.mappings.command;

import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.withheld.Marks;
import io.chartside.scribe.withheld.OffTheRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A transcript in a file: UTF-8, at most 4 MB. What is off the record in it is not read. */
record VisitFile(Path file) {
    private static final long MOST_BYTES = 4_000_000;
    private static final OffTheRecord OFF_THE_RECORD = EmbeddedScribe.offTheRecord();

    /** Why a file cannot be drafted, in one line for the user. */
    static final class UnreadableVisit extends Exception {
        private static final long serialVersionUID = 1L;

        UnreadableVisit(String message) {
            super(message);
        }
    }

    /** The file's name without its extension. */
    String id() {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    Transcript read() throws UnreadableVisit {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UnreadableVisit("is larger than 4 MB");
            }
            byte[] bytes = Files.readAllBytes(file);
            Transcript onRecord = OFF_THE_RECORD.redact(TranscriptParser.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
            if (!Marks.holdsWords(onRecord)) {
                throw new UnreadableVisit("is off the record as a whole");
            }
            return onRecord;
        } catch (CharacterCodingException e) {
            throw new UnreadableVisit("is not UTF-8 text");
        } catch (IOException e) {
            throw new UnreadableVisit("cannot be read");
        } catch (IllegalArgumentException e) {
            throw new UnreadableVisit("is no visit: " + e.getMessage());
        }
    }
}
