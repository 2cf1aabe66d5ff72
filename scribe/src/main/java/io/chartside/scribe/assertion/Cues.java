package io.chartside.scribe.assertion;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cues of {@code assertion/cues.tsv} and where they are in an utterance. */
final class Cues {
    private static final String FILE = "assertion/cues.tsv";
    private final PhraseFinder<Cue> finder;

    private Cues(PhraseFinder<Cue> finder) {
        this.finder = finder;
    }

    static Cues load(LexiconText text) {
        PhraseFinder<Cue> finder = new PhraseFinder<>();
        for (List<String> row : TextTable.read(text, FILE, 4)) {
            Cue.Sort sort = Cue.Sort.valueOf(row.get(0).toUpperCase(Locale.ROOT));
            Cue.Reach reach = Cue.Reach.valueOf(row.get(1).toUpperCase(Locale.ROOT));
            int words = Integer.parseInt(row.get(2));
            for (String phrase : row.get(3).split("\\|")) {
                finder.add(phrase, new Cue(phrase.strip(), sort, reach, words));
            }
        }
        return new Cues(finder);
    }

    /** The cues of an utterance in order, the longest where they overlap. */
    List<CueSpan> find(List<Token> tokens) {
        List<CueSpan> out = new ArrayList<>();
        for (PhraseFinder.Found<Cue> found : finder.find(tokens)) {
            out.add(new CueSpan(found.value(), found.first(), found.last()));
        }
        return out;
    }
}
