package io.chartside.mappings.ehr;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The forms in which EHRs take a note, all made from one {@link NoteContent}. */
enum NoteForm {
    TEXT {
        @Override
        byte[] of(NoteContent note) {
            return TextForm.of(note).getBytes(StandardCharsets.UTF_8);
        }
    },
    XHTML {
        @Override
        byte[] of(NoteContent note) {
            return XhtmlForm.of(note).getBytes(StandardCharsets.UTF_8);
        }
    },
    PDF {
        @Override
        byte[] of(NoteContent note) {
            return PdfForm.of(note);
        }
    };

    /** @throws UnprintableNoteException when this form cannot show a character of the note */
    abstract byte[] of(NoteContent note);

    /** The form of a media type; parameters such as a charset make no difference. */
    static Optional<NoteForm> ofMediaType(String mediaType) {
        return switch (mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "text/plain" -> Optional.of(TEXT);
            case "application/xhtml+xml", "text/html", "application/xml", "text/xml" -> Optional.of(XHTML);
            case "application/pdf" -> Optional.of(PDF);
            default -> Optional.empty();
        };
    }
}
