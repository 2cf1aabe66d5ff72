package io.chartside.scribe.withheld;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a transcript in place of words that are off the record. */
public final class Marks {
    /** Words were here that are off the record. */
    public static final String PASSAGE = "[off the record]";

    /** The same, in a passage that nobody ended. */
    public static final String UNENDED = "[off the record to the end of the visit]";

    static final Pattern ANY = Pattern.compile(Pattern.quote(PASSAGE) + "|" + Pattern.quote(UNENDED));

    private Marks() {}

    /** What was said and is no mark; every word stands where it stood, so that offsets of evidence fit both. */
    public static Transcript spoken(Transcript transcript) {
        return new Transcript(transcript.turns().stream()
                .map(turn -> with(turn, spoken(turn.text())))
                .toList());
    }

    /**
     * Puts whole utterances off the record that somebody names afterwards: a mark stands in place of all their words.
     *
     * @param ids of utterances; where several bear the same id, none of their words stays
     */
    public static Transcript withhold(Transcript transcript, Set<String> ids) {
        return new Transcript(transcript.turns().stream()
                .map(turn -> ids.contains(turn.id()) ? with(turn, PASSAGE) : turn)
                .toList());
    }

    /** Whether anything is said in it besides what is off the record. */
    public static boolean holdsWords(Transcript transcript) {
        return transcript.turns().stream()
                .anyMatch(turn -> spoken(turn.text()).codePoints().anyMatch(Character::isLetterOrDigit));
    }

    /** A flag for a passage that ended with the visit because nobody ended it. */
    public static List<Flag> flags(Transcript transcript) {
        return transcript.turns().stream()
                .filter(turn -> turn.text().contains(UNENDED))
                .findFirst()
                .map(turn -> flag(turn, turn.text().indexOf(UNENDED)))
                .stream()
                .toList();
    }

    private static Flag flag(Turn turn, int at) {
        return new Flag(
                Flag.Kind.OFF_THE_RECORD,
                "Nobody ended this passage off the record, so the rest of the visit is left out of the note and of the"
                        + " transcript.",
                List.of(new Evidence.Said(turn.index(), turn.id(), at, at + UNENDED.length())));
    }

    /** Blanks for a mark, after a full stop where words come before it: what was apart is not read as one sentence. */
    private static String spoken(String text) {
        Matcher mark = ANY.matcher(text);
        if (!mark.find()) {
            return text;
        }
        StringBuilder words = new StringBuilder(text);
        do {
            boolean first = text.substring(0, mark.start()).isBlank();
            for (int i = mark.start(); i < mark.end(); i++) {
                words.setCharAt(i, i == mark.start() && !first ? '.' : ' ');
            }
        } while (mark.find());
        return words.toString().isBlank() ? "" : words.toString();
    }

    static Turn with(Turn turn, String text) {
        return new Turn(turn.index(), turn.id(), turn.speaker(), text, turn.startMillis(), turn.endMillis());
    }
}
