package io.chartside.scribe.withheld;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The phrases of {@code withheld/phrases.tsv}, in text as {@link Speech} has it: in lower case. */
final class Phrases {
    /** Kinds of phrase, as the file describes them. */
    enum Kind {
        NOT,
        OFF,
        ANNOUNCE,
        ON,
        ASK,
        OFFER,
        AGREE,
        REFUSE
    }

    /** Where a phrase stands. */
    record Span(int start, int end) {}

    private static final Pattern HESITATION =
            Pattern.compile("\\A(?:\\W|\\b(?:um|uh|oh|well|so|and|mm|hmm|i see)\\b)*");

    private final Map<Kind, List<Pattern>> patterns = new EnumMap<>(Kind.class);

    Phrases(LexiconText text) {
        for (Kind kind : Kind.values()) {
            patterns.put(kind, new ArrayList<>());
        }
        for (String[] row : RuleText.rows(text, "withheld/phrases.tsv")) {
            patterns.get(Kind.valueOf(row[0].toUpperCase(Locale.ROOT)))
                    .add(Pattern.compile(row[1].replace("~", "\\b")
                            .replace(" ", "[\\s" + Speech.SAME_SPEAKER + "-]+")
                            .replace("'", "['’]")));
        }
    }

    boolean holds(Kind kind, CharSequence text) {
        return patterns.get(kind).stream()
                .anyMatch(pattern -> pattern.matcher(text).find());
    }

    List<Span> find(Kind kind, CharSequence text) {
        List<Span> found = new ArrayList<>();
        for (Pattern pattern : patterns.get(kind)) {
            for (Matcher m = pattern.matcher(text); m.find(); ) {
                found.add(new Span(m.start(), m.end()));
            }
        }
        return found;
    }

    /** Whether an answer begins with an agreement and refuses nothing. */
    boolean agrees(CharSequence answer) {
        Matcher hesitation = HESITATION.matcher(answer);
        CharSequence rest = hesitation.find() ? answer.subSequence(hesitation.end(), answer.length()) : answer;
        return patterns.get(Kind.AGREE).stream()
                        .anyMatch(pattern -> pattern.matcher(rest).lookingAt())
                && !refuses(answer);
    }

    boolean refuses(CharSequence answer) {
        return holds(Kind.REFUSE, answer);
    }
}
