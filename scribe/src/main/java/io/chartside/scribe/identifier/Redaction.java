package io.chartside.scribe.identifier;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the identifiers out of a transcript. An instance serves any number of visits. */
public final class Redaction {
    private static final Pattern LETTERS = Pattern.compile("[A-Za-z\u00C0-\u024F]+(?:['’-][A-Za-z\u00C0-\u024F]+)*");

    private final Forms forms;
    private final Names names;

    /** @param text the engine's rule files; those of {@code identifier/} are read */
    public Redaction(LexiconText text) {
        forms = new Forms(text);
        names = new Names(text);
    }

    /**
     * @param known names, addresses, numbers and dates of the people of the visit, as the chart has them
     * @return the transcript with marks such as {@code [NAME-1]}, the same for the same words wherever they stand
     */
    public Redacted redact(Transcript transcript, Collection<String> known) {
        Names.Heard heard = heard(transcript, known);
        transcript.turns().forEach(turn -> names.listen(turn.text(), heard));
        List<Pattern> literal = literal(known);
        Redacted.Marks marks = new Redacted.Marks();
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : transcript.turns()) {
            String text = marks.replace(turn.text(), find(turn.text(), heard, literal));
            turns.add(new Turn(turn.index(), turn.id(), turn.speaker(), text, turn.startMillis(), turn.endMillis()));
        }
        return new Redacted(new Transcript(turns), marks.originals());
    }

    /** The identifiers of each turn, in order. */
    public List<List<Identifier>> find(Transcript transcript, Collection<String> known) {
        Names.Heard heard = heard(transcript, known);
        transcript.turns().forEach(turn -> names.listen(turn.text(), heard));
        List<Pattern> literal = literal(known);
        return transcript.turns().stream()
                .map(turn -> find(turn.text(), heard, literal))
                .toList();
    }

    private List<Identifier> find(String text, Names.Heard heard, List<Pattern> literal) {
        List<Identifier> found = new ArrayList<>();
        for (Pattern pattern : literal) {
            Matcher m = pattern.matcher(text);
            while (m.find()) {
                add(found, new Identifier(m.start(), m.end(), IdentifierKind.NUMBER));
            }
        }
        forms.find(text).forEach(identifier -> add(found, identifier));
        names.find(text, heard).forEach(identifier -> add(found, identifier));
        found.sort(Comparator.comparingInt(Identifier::start));
        return found;
    }

    private static void add(List<Identifier> found, Identifier identifier) {
        if (found.stream().noneMatch(identifier::overlaps)) {
            found.add(identifier);
        }
    }

    private static Names.Heard heard(Transcript transcript, Collection<String> known) {
        Set<String> expected = new HashSet<>();
        for (String words : known) {
            if (words.chars().noneMatch(Character::isDigit)) {
                Matcher m = LETTERS.matcher(words);
                while (m.find()) {
                    expected.add(m.group().toLowerCase(Locale.ROOT));
                }
            }
        }
        expected.removeIf(word -> word.length() < 2);
        return new Names.Heard(isCased(transcript), expected);
    }

    /** Whether sentences begin with capitals and words within them mostly do not. */
    private static boolean isCased(Transcript transcript) {
        long begun = transcript.turns().stream()
                .filter(turn ->
                        !turn.text().isBlank() && Character.isLetter(turn.text().charAt(0)))
                .count();
        long capital = transcript.turns().stream()
                .filter(turn -> !turn.text().isBlank()
                        && Character.isUpperCase(turn.text().charAt(0)))
                .count();
        long letters = transcript.turns().stream()
                .flatMapToInt(turn -> turn.text().chars())
                .filter(Character::isLetter)
                .count();
        long capitals = transcript.turns().stream()
                .flatMapToInt(turn -> turn.text().chars())
                .filter(Character::isUpperCase)
                .count();
        return capital * 10 > begun * 6 && capitals * 4 < letters;
    }

    /** Numbers that the chart knows, with any marks between their digits. */
    private static List<Pattern> literal(Collection<String> known) {
        List<Pattern> patterns = new ArrayList<>();
        for (String value : known) {
            String kept = value.replaceAll("[^A-Za-z0-9]", "");
            if (kept.chars().filter(Character::isDigit).count() >= 4) {
                StringBuilder expression = new StringBuilder("(?<![A-Za-z0-9])");
                for (int i = 0; i < kept.length(); i++) {
                    expression.append(i == 0 ? "" : "[ ().,/-]{0,2}").append(kept.charAt(i));
                }
                patterns.add(
                        Pattern.compile(expression.append("(?![A-Za-z0-9])").toString(), Pattern.CASE_INSENSITIVE));
            }
        }
        return patterns;
    }
}
