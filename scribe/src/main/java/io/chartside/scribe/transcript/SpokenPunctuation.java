package io.chartside.scribe.transcript;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Punctuation and commands that are spoken to a recorder: "chief complaint colon shoulder pain period new paragraph", "scratch
 * that". Where a clinician dictates so, they are written as what they stand for, in as many characters as were said, so that
 * places in a turn stay the same.
 */
public final class SpokenPunctuation {
    /** Behind one of these a colon is a part of the body, elsewhere in a dictation it is a mark. */
    private static final Pattern BODY = Pattern.compile(
            "\\b(?:the|of|your|my|his|her|a|ascending|descending|transverse|sigmoid|left|right|entire|whole|redundant|distal|proximal) $",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST_HEADING = 40;
    /** Behind one of these a period is a time. */
    private static final Pattern TIME = Pattern.compile(
            "\\b(?:the|a|an|your|my|her|his|this|that|each|every|last|first|same|menstrual|of|trial|grace|recovery|global|long|short|time) $",
            Pattern.CASE_INSENSITIVE);

    private static final List<Mark> MARKS = List.of(
            mark(
                    "(?:new|next) (?:paragraph|line|section)|(?:hey dragon|okay dragon)|start (?:a |the )?(?:new |progress |clinic |office )*(?:note|dictation)|end (?:of )?(?:the |this )?(?:note|dictation)",
                    "."),
            mark("full stop", "."),
            new Mark(said("period(?! (?:of|cramps?|pain|is|was|started|for|between|pains)\\b)"), ".", null, TIME),
            mark("semicolon|comma", ","),
            new Mark(said("colon(?! (?:cancer|polyps?|resection|surgery|screening)\\b)"), ":", null, BODY),
            mark("question mark", "?"),
            mark("(?:open|close|left|right) (?:quotes?|parenthes[ie]s|paren|bracket)", ""));
    private static final Pattern COUNTED = Pattern.compile(
            "\\b(?:period|comma|colon|semicolon|full stop|new paragraph|new line|next paragraph|next line|question mark)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SCRATCHED =
            Pattern.compile("\\b(?:scratch|strike|delete|correct) that\\b", Pattern.CASE_INSENSITIVE);
    private static final String WRITTEN = ".,:?";
    private static final int FEWEST = 3;
    /** Words between two spoken marks at most, on average: whoever says "period" once in a talk dictates nothing. */
    private static final int WORDS_A_MARK = 20;

    private SpokenPunctuation() {}

    /**
     * @param after what must stand before it, null for anything
     * @param notAfter what must not, null for nothing
     */
    private record Mark(Pattern said, String written, Pattern after, Pattern notAfter) {
        boolean stands(String before) {
            return (after == null || after.matcher(before).find())
                    && (notAfter == null || !notAfter.matcher(before).find());
        }
    }

    private static Mark mark(String said, String written) {
        return new Mark(said(said), written, null, null);
    }

    private static Pattern said(String words) {
        return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    /** The same turns; those of a dictation with its punctuation written. */
    public static Transcript written(Transcript transcript) {
        long dictated = transcript.turns().stream()
                .filter(turn -> dictates(turn, FEWEST))
                .count();
        if (dictated == 0) {
            return transcript;
        }
        // Whoever dictates whole turns dictates a short one too, and nobody else speaks to a microphone so.
        int fewest = dictated > 1 ? 1 : FEWEST;
        return new Transcript(transcript.turns().stream()
                .map(turn -> dictates(turn, fewest)
                        ? new Turn(
                                turn.index(),
                                turn.id(),
                                turn.speaker() == Speaker.UNKNOWN && dictated > 1 ? Speaker.CLINICIAN : turn.speaker(),
                                written(turn.text()),
                                turn.startMillis(),
                                turn.endMillis())
                        : turn)
                .toList());
    }

    private static boolean dictates(Turn turn, int fewest) {
        int marks = 0;
        for (Matcher m = COUNTED.matcher(turn.text()); m.find(); ) {
            marks++;
        }
        return turn.speaker() != Speaker.PATIENT
                && marks >= fewest
                && turn.text().strip().split("\\s+").length <= marks * WORDS_A_MARK;
    }

    private static String written(String said) {
        StringBuilder text = new StringBuilder(said);
        for (Mark mark : MARKS) {
            Matcher m = mark.said().matcher(text.toString());
            while (m.find()) {
                if (!mark.stands(said.substring(Math.max(0, m.start() - LONGEST_HEADING), m.start()))) {
                    continue;
                }
                blank(text, m.start(), m.end());
                if (!mark.written().isEmpty()) {
                    text.setCharAt(m.start(), mark.written().charAt(0));
                }
            }
        }
        return scratched(text);
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            text.setCharAt(i, ' ');
        }
    }

    /** What was said since the mark before goes with the command. */
    private static String scratched(StringBuilder text) {
        Matcher command = SCRATCHED.matcher(text.toString());
        while (command.find()) {
            int from = command.start();
            while (from > 0 && !Character.isLetterOrDigit(text.charAt(from - 1))) {
                from--;
            }
            while (from > 0 && WRITTEN.indexOf(text.charAt(from - 1)) < 0) {
                from--;
            }
            blank(text, from, command.end());
        }
        return text.toString();
    }
}
