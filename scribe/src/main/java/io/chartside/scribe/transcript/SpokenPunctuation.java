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
    private static final String HEADING =
            "(?:chief complaint|history of (?:the )?present illness|hpi|history|past medical history|past surgical history|social history|family history|medications?|allergies|review of systems|vitals?|vital signs|(?:physical )?exam(?:ination)?|results?|labs?|laboratory|imaging|x-ray|assessment|impression|diagnos[ie]s|plan|assessment and plan|follow-?up|subjective|objective|procedure|indications?|findings|instructions|recommendations?|number (?:one|two|three|four|five|\\d))";
    private static final List<Mark> MARKS = List.of(
            new Mark(
                    "(?:new|next) (?:paragraph|line|section)|(?:hey dragon|okay dragon)|start (?:a |the )?(?:new |progress |clinic |office )*(?:note|dictation)|end (?:of )?(?:the )?(?:note|dictation)",
                    "."),
            new Mark("full stop", "."),
            new Mark(
                    "(?<!\\b(?:the|a|an|your|my|her|his|this|that|each|every|last|first|same|menstrual|of|trial|grace|recovery|global|long|short|time) )period(?! (?:of|cramps?|pain|is|was|started|for|between|pains)\\b)",
                    "."),
            new Mark("semicolon|comma", ","),
            new Mark("(?<=\\b" + HEADING + " )colon(?! (?:cancer|polyps?|resection|surgery)\\b)", ":"),
            new Mark("question mark", "?"),
            new Mark("(?:open|close|left|right) (?:quotes?|parenthes[ie]s|paren|bracket)", ""));
    private static final Pattern COUNTED = Pattern.compile(
            "\\b(?:period|comma|colon|semicolon|full stop|new paragraph|new line|next paragraph|next line|question mark)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SCRATCHED =
            Pattern.compile("\\b(?:scratch|strike|delete|correct) that\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern WRITTEN = Pattern.compile("[.,:;?]");
    private static final int FEWEST = 3;
    /** Words between two spoken marks at most, on average: whoever says "period" once in a talk dictates nothing. */
    private static final int WORDS_A_MARK = 20;

    private SpokenPunctuation() {}

    private record Mark(Pattern said, String written) {
        Mark(String said, String written) {
            this(Pattern.compile("\\b(?:" + said + ")\\b", Pattern.CASE_INSENSITIVE), written);
        }
    }

    /** The same turns; those of a dictation with its punctuation written. */
    public static Transcript written(Transcript transcript) {
        if (transcript.turns().stream().noneMatch(SpokenPunctuation::dictates)) {
            return transcript;
        }
        return new Transcript(transcript.turns().stream()
                .map(turn -> dictates(turn)
                        ? new Turn(
                                turn.index(),
                                turn.id(),
                                turn.speaker(),
                                written(turn.text()),
                                turn.startMillis(),
                                turn.endMillis())
                        : turn)
                .toList());
    }

    private static boolean dictates(Turn turn) {
        long marks = COUNTED.matcher(turn.text()).results().count();
        return turn.speaker() != Speaker.PATIENT
                && marks >= FEWEST
                && turn.text().strip().split("\\s+").length <= marks * WORDS_A_MARK;
    }

    private static String written(String said) {
        String text = said;
        for (Mark mark : MARKS) {
            text = mark.said()
                    .matcher(text)
                    .replaceAll(m -> Matcher.quoteReplacement(
                            padded(mark.written(), m.group().length())));
        }
        return scratched(text);
    }

    private static String padded(String mark, int length) {
        return mark + " ".repeat(length - mark.length());
    }

    /** What was said since the mark before goes with the command. */
    private static String scratched(String text) {
        StringBuilder out = new StringBuilder(text);
        Matcher command = SCRATCHED.matcher(text);
        while (command.find()) {
            int last = command.start();
            while (last > 0 && !Character.isLetterOrDigit(out.charAt(last - 1))) {
                last--;
            }
            int from = 0;
            Matcher mark = WRITTEN.matcher(out).region(0, last);
            while (mark.find()) {
                from = mark.end();
            }
            for (int i = from; i < command.end(); i++) {
                out.setCharAt(i, ' ');
            }
        }
        return out.toString();
    }
}
