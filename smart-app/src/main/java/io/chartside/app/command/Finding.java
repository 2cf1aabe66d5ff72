package io.chartside.app.command;

/**
 * One thing that a check looked at.
 *
 * @param words what is so, and for anything but {@link Kind#FINE} what to do about it
 */
record Finding(Kind kind, String words) {

    /** How bad it is. */
    enum Kind {
        FINE("ok   "),
        /** It works, or cannot be known from here. */
        NOTE("note "),
        /** A launch or a delivery will fail. */
        WRONG("WRONG");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    static Finding fine(String words) {
        return new Finding(Kind.FINE, words);
    }

    static Finding note(String words) {
        return new Finding(Kind.NOTE, words);
    }

    static Finding wrong(String words) {
        return new Finding(Kind.WRONG, words);
    }

    @Override
    public String toString() {
        return kind.label + "  " + words;
    }
}
