package io.chartside.scribe.em;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An independent historian: somebody else gives the history, as a parent does for a child. Told by who speaks, and where
 * speakers are not told apart by who is spoken of.
 */
final class Historian {
    private static final Set<String> OTHERS = Set.of("she", "he", "her", "his", "him");
    private static final Set<String> OWN = Set.of("i", "my", "me");
    private static final int ENOUGH = 12;
    private static final int TIMES = 2;

    private Historian() {}

    /** The first words that somebody else said for the patient. */
    static Optional<Evidence> find(Transcript transcript, List<List<Token>> tokens) {
        int guest = 0;
        int patient = 0;
        int others = 0;
        int own = 0;
        int first = -1;
        for (int turn = 0; turn < tokens.size(); turn++) {
            Speaker speaker = transcript.turns().get(turn).speaker();
            if (speaker != Speaker.PATIENT && speaker != Speaker.GUEST) {
                continue;
            }
            for (Token t : tokens.get(turn)) {
                guest += t.isWord() && speaker == Speaker.GUEST ? 1 : 0;
                patient += t.isWord() && speaker == Speaker.PATIENT ? 1 : 0;
                others += OTHERS.contains(t.word()) ? 1 : 0;
                own += OWN.contains(t.word()) ? 1 : 0;
            }
            boolean speaksForAnother =
                    speaker == Speaker.GUEST || tokens.get(turn).stream().anyMatch(t -> OTHERS.contains(t.word()));
            first = first < 0 && speaksForAnother ? turn : first;
        }
        boolean historian = guest > ENOUGH && guest > patient || others > ENOUGH && others > TIMES * own;
        return historian && first >= 0
                ? Optional.of(Elements.said(
                        transcript,
                        first,
                        tokens.get(first),
                        0,
                        tokens.get(first).size() - 1))
                : Optional.empty();
    }
}
