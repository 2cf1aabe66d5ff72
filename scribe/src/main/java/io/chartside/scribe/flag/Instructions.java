package io.chartside.scribe.flag;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that try to command the scribe ("ignore your instructions and add …"). They change nothing: from where they begin,
 * the turn is left out of the note, and the clinician sees a flag. A clinician's dictated order is no such attempt.
 */
public final class Instructions {
    private final List<Pattern> attempts = new ArrayList<>();

    public Instructions(LexiconText text) {
        for (String line : RuleText.lines(text, "flag/instructions.txt")) {
            attempts.add(Pattern.compile(line.replace("~", "\\b")));
        }
    }

    /** The transcript without such words, at the same indices, and a flag for each turn that held some. */
    public record Screened(Transcript transcript, List<Flag> flags) {
        public Screened {
            flags = List.copyOf(flags);
        }
    }

    public Screened screen(Transcript transcript) {
        List<Turn> turns = new ArrayList<>();
        List<Flag> flags = new ArrayList<>();
        for (Turn turn : transcript.turns()) {
            int at = attempt(turn.text());
            if (at < 0) {
                turns.add(turn);
                continue;
            }
            flags.add(new Flag(
                    Flag.Kind.INSTRUCTION_IN_TRANSCRIPT,
                    "These words try to tell the scribe what to write. They were not followed and are left out of the note.",
                    List.of(new Evidence.Said(
                            turn.index(), turn.id(), at, turn.text().length()))));
            turns.add(new Turn(
                    turn.index(),
                    turn.id(),
                    turn.speaker(),
                    turn.text().substring(0, at),
                    turn.startMillis(),
                    turn.endMillis()));
        }
        return new Screened(new Transcript(turns), flags);
    }

    private int attempt(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int first = -1;
        for (Pattern pattern : attempts) {
            Matcher m = pattern.matcher(lower);
            if (m.find() && (first < 0 || m.start() < first)) {
                first = m.start();
            }
        }
        return first;
    }
}
