package io.chartside.scribe.identifier;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.identifier.Named.Part;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds names of people and of places: by lists, by what stands beside them, and by their capitals where there are some. */
final class Names {
    private static final int LONGEST = 3;

    private final NameWords known;
    private final Map<String, Set<String>> beside;

    Names(LexiconText text) {
        known = new NameWords(text);
        beside = RuleText.lists(text, "identifier/words.txt");
    }

    /** What a transcript's turns told together. */
    static final class Heard {
        private final boolean cased;
        private final Set<String> expected;
        private final Set<String> names = new HashSet<>();

        /**
         * @param cased whether capitals mean something
         * @param expected names of the people of the visit, in lower case
         */
        Heard(boolean cased, Collection<String> expected) {
            this.cased = cased;
            this.expected = Set.copyOf(expected);
        }
    }

    /** A first look: what stands beside titles, greetings and the like is remembered for all turns. */
    void listen(String text, Heard heard) {
        List<Part> parts = Named.parts(text);
        IdentifierKind[] found = found(parts, heard);
        for (int i = 0; i < found.length; i++) {
            String word = parts.get(i).text();
            if (found[i] == IdentifierKind.NAME && !known.isOrdinary(word) && !known.isPerhapsName(word)) {
                heard.names.add(word);
            }
        }
    }

    List<Identifier> find(String text, Heard heard) {
        List<Part> parts = Named.parts(text);
        IdentifierKind[] found = found(parts, heard);
        List<Identifier> identifiers = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] != null) {
                identifiers.add(
                        new Identifier(parts.get(i).start(), parts.get(i).end(), found[i]));
            }
        }
        return identifiers;
    }

    private IdentifierKind[] found(List<Part> parts, Heard heard) {
        IdentifierKind[] found = new IdentifierKind[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.isWord() && alone(part, heard)) {
                found[i] = IdentifierKind.NAME;
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isWord()) {
                beside(parts, i, found, heard);
            }
        }
        for (int i = 0; i + 1 < parts.size(); i++) {
            extend(parts, i, found, heard);
        }
        return found;
    }

    /** What is a name wherever it stands. */
    private boolean alone(Part part, Heard heard) {
        String word = part.text();
        if ((known.isName(word) || heard.names.contains(word)) && (part.capital() || !heard.cased)) {
            return true;
        }
        if (heard.expected.contains(word)) {
            return !known.isOrdinary(word) || heard.cased && part.capital() && !part.first();
        }
        return heard.cased
                && part.capital()
                && !part.first()
                && word.length() > 2
                && !isAcronym(part)
                && !known.isOrdinary(word)
                && !known.isCapitalAnyway(word);
    }

    private static boolean isAcronym(Part part) {
        return part.end() - part.start() <= 5 && part.text().chars().noneMatch(c -> "aeiouy".indexOf(c) >= 0);
    }

    private void beside(List<Part> parts, int i, IdentifierKind[] found, Heard heard) {
        String word = parts.get(i).text();
        int next = i + 1;
        if (beside.get("titles").contains(word)) {
            mark(parts, next, found, heard, LONGEST, IdentifierKind.NAME, true);
        } else if (beside.get("weak titles").contains(word)) {
            boolean title = i == 0
                    || !beside.get("before no title").contains(parts.get(i - 1).text());
            mark(parts, next, found, heard, 2, IdentifierKind.NAME, title);
            if (word.equals("saint") && next < found.length && found[next] != null) {
                found[i] = IdentifierKind.PLACE;
            }
        }
        if (ends(parts, i, "introductions")) {
            mark(parts, afterPause(parts, next), found, heard, LONGEST, IdentifierKind.NAME, true);
        }
        if (ends(parts, i, "greetings")) {
            mark(
                    parts,
                    afterPause(parts, next),
                    found,
                    heard,
                    2,
                    IdentifierKind.NAME,
                    parts.get(i).first());
        }
        if (beside.get("dealings").contains(word)) {
            mark(parts, next, found, heard, 2, IdentifierKind.NAME, true);
        }
        if (beside.get("relatives").contains(word)) {
            int from = afterPause(parts, next);
            boolean between =
                    from + 1 < parts.size() && parts.get(from + 1).text().equals(",");
            mark(parts, from, found, heard, 2, IdentifierKind.NAME, from == next || heard.cased || between);
        }
        if (ends(parts, i, "places before")) {
            mark(parts, next, found, heard, LONGEST, IdentifierKind.PLACE, true);
        }
        if (ends(parts, i, "places after")) {
            int length = lengthOfEnding(parts, i, "places after");
            for (int k = i - length;
                    k >= 0 && k > i - length - LONGEST && isCandidate(parts.get(k), heard, true);
                    k--) {
                found[k] = found[k] == null ? IdentifierKind.PLACE : found[k];
            }
        }
    }

    private static int afterPause(List<Part> parts, int next) {
        return next < parts.size() && parts.get(next).text().equals(",") ? next + 1 : next;
    }

    private boolean ends(List<Part> parts, int i, String list) {
        return lengthOfEnding(parts, i, list) > 0;
    }

    /** How many words up to this one are an entry of the list. */
    private int lengthOfEnding(List<Part> parts, int i, String list) {
        StringBuilder phrase = new StringBuilder();
        int longest = 0;
        for (int k = i; k >= 0 && k > i - 4 && parts.get(k).isWord(); k--) {
            phrase.insert(0, (phrase.isEmpty() ? "" : " "))
                    .insert(0, parts.get(k).text());
            if (beside.get(list).contains(phrase.toString())) {
                longest = i - k + 1;
            }
        }
        return longest;
    }

    private void mark(
            List<Part> parts,
            int from,
            IdentifierKind[] found,
            Heard heard,
            int most,
            IdentifierKind kind,
            boolean unknownToo) {
        for (int i = from; i < parts.size() && i < from + most; i++) {
            if (!parts.get(i).isWord() || !isCandidate(parts.get(i), heard, unknownToo)) {
                return;
            }
            found[i] = found[i] == null || kind == IdentifierKind.PLACE ? kind : found[i];
        }
    }

    private boolean isCandidate(Part part, Heard heard, boolean unknownToo) {
        if (!part.isWord()) {
            return false;
        }
        String word = part.text();
        return known.isName(word)
                || known.isPerhapsName(word)
                || heard.names.contains(word)
                || heard.expected.contains(word)
                || unknownToo && (!known.isOrdinary(word) || known.isEponym(word));
    }

    /** A family name after a given name, a given name before a family name. */
    private void extend(List<Part> parts, int i, IdentifierKind[] found, Heard heard) {
        Part one = parts.get(i);
        Part other = parts.get(i + 1);
        if (!one.isWord() || !other.isWord() || other.start() - one.end() > 1) {
            return;
        }
        boolean after = found[i] == IdentifierKind.NAME && found[i + 1] == null;
        if (after && known.isGiven(one.text()) && isSurname(other, heard)) {
            found[i + 1] = IdentifierKind.NAME;
        }
        boolean before = found[i] == null && found[i + 1] == IdentifierKind.NAME;
        if (before && heard.cased && one.capital() && known.isEverName(one.text())) {
            found[i] = IdentifierKind.NAME;
        }
    }

    private boolean isSurname(Part part, Heard heard) {
        return (part.capital() || !heard.cased)
                && (!known.isOrdinary(part.text()) || heard.cased && known.isEverName(part.text()));
    }
}
