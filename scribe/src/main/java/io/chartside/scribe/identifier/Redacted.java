package io.chartside.scribe.identifier;

import io.chartside.scribe.transcript.Transcript;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transcript without identifiers, and what stood in the place of its marks. It lives as long as a call of a model and is
 * kept nowhere.
 */
public final class Redacted {
    private static final Pattern MARK = Pattern.compile("\\[[A-Z]+-\\d+\\]");

    private final Transcript transcript;
    private final Map<String, String> originals;

    Redacted(Transcript transcript, Map<String, String> originals) {
        this.transcript = Objects.requireNonNull(transcript);
        this.originals = Map.copyOf(originals);
    }

    public Transcript transcript() {
        return transcript;
    }

    /** How many different identifiers were found. */
    public int size() {
        return originals.size();
    }

    /** A text with what stood in the place of its marks; a mark that was never made stays as it is. */
    public String restore(String text) {
        return MARK.matcher(text)
                .replaceAll(mark -> Matcher.quoteReplacement(originals.getOrDefault(mark.group(), mark.group())));
    }

    /** Whether a text still has something that looks like a mark. */
    public static boolean isMarked(String text) {
        return MARK.matcher(text).find();
    }

    @Override
    public String toString() {
        return "Redacted with " + originals.size() + " marks";
    }

    /** Marks as they are given out within one transcript. */
    static final class Marks {
        private final Map<String, String> byWords = new HashMap<>();
        private final Map<String, String> originals = new HashMap<>();
        private final Map<IdentifierKind, Integer> counts = new HashMap<>();

        /** @param identifiers of the text, in order and apart */
        String replace(String text, List<Identifier> identifiers) {
            StringBuilder replaced = new StringBuilder();
            int from = 0;
            for (Identifier identifier : identifiers) {
                replaced.append(text, from, identifier.start())
                        .append(mark(identifier.kind(), text.substring(identifier.start(), identifier.end())));
                from = identifier.end();
            }
            return replaced.append(text, from, text.length()).toString();
        }

        private String mark(IdentifierKind kind, String words) {
            return byWords.computeIfAbsent(kind + " " + words.toLowerCase(Locale.ROOT), key -> {
                String mark = "[" + kind + "-" + counts.merge(kind, 1, Integer::sum) + "]";
                originals.put(mark, words);
                return mark;
            });
        }

        Map<String, String> originals() {
            return originals;
        }
    }
}
