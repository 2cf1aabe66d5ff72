package io.chartside.mappings.ehr;

/** A form cannot show a character of the note; nothing of a note is left out silently. */
public final class UnprintableNoteException extends RuntimeException {

    UnprintableNoteException(int character) {
        super("The PDF's font has no sign for U+%04X, which the note holds.".formatted(character));
    }
}
