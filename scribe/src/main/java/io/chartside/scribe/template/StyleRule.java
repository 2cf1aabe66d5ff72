package io.chartside.scribe.template;

import io.chartside.scribe.draft.SectionKind;
import java.util.Objects;

/** One preference of how a note is written. None can change what the note says. */
public sealed interface StyleRule {

    /** In one phrase, for the writer to read. */
    String told();

    /** Whether the other rule decides about the same thing. */
    boolean rivals(StyleRule other);

    /** A section is headed otherwise. */
    record Heading(SectionKind section, String heading) implements StyleRule {
        public Heading {
            if (heading.isEmpty()) {
                throw new IllegalArgumentException("a heading has words");
            }
            new NoteTemplate.Part(section, heading, NoteTemplate.Style.USUAL);
        }

        @Override
        public String told() {
            return "the section " + section.word() + " is headed \"" + heading + "\"";
        }

        @Override
        public boolean rivals(StyleRule other) {
            return other instanceof Heading heading && heading.section() == section;
        }
    }

    /** A section is left out. */
    record Omission(SectionKind section) implements StyleRule {
        public Omission {
            if (!omissible(section)) {
                throw new IllegalArgumentException("the section " + section.word() + " is never left out");
            }
        }

        /** Without these a note would hide what is to be done or what may harm. */
        static boolean omissible(SectionKind section) {
            return switch (section) {
                case ASSESSMENT, PLAN, ASSESSMENT_AND_PLAN, ALLERGIES, MEDICATIONS -> false;
                case DISCHARGE_DIAGNOSIS, DISCHARGE_MEDICATIONS, COMPLICATIONS -> false;
                default -> true;
            };
        }

        @Override
        public String told() {
            return "the section " + section.word() + " is left out";
        }

        @Override
        public boolean rivals(StyleRule other) {
            return other.equals(this);
        }
    }

    /** Words are written as others that say the same; both stand in one line of {@code template/wordings.tsv}. */
    record Wording(String usual, String preferred) implements StyleRule {
        public Wording {
            Objects.requireNonNull(usual);
            Objects.requireNonNull(preferred);
            if (usual.isBlank() || preferred.isBlank() || usual.equals(preferred)) {
                throw new IllegalArgumentException("a wording has words, and other ones for them");
            }
        }

        @Override
        public String told() {
            return "\"" + usual + "\" is written as \"" + preferred + "\"";
        }

        @Override
        public boolean rivals(StyleRule other) {
            return other instanceof Wording wording && wording.usual().equals(usual);
        }
    }
}
