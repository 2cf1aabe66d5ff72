package io.chartside.scribe.verify;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertions;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.wording.Word;
import io.chartside.scribe.wording.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads texts for what can be held against each other: words, numbers, drugs and concepts. */
final class Reader {
    private static final int STEM = 5;
    /** Names with figures in them: {@code a1c}, {@code b12}, {@code l4}. */
    private static final Pattern CODED = Pattern.compile("\\b[a-z]{1,3}\\d{1,2}[a-z]?\\b");

    private final Words words;
    private final Numbers numbers;
    private final Lexicon lexicon;
    private final Assertions assertions;
    private final Set<String> ofNotes;
    private final Pattern drugs;

    Reader(LexiconText text, Lexicon lexicon, Assertions assertions) {
        words = new Words(text);
        numbers = new Numbers(words);
        this.lexicon = lexicon;
        this.assertions = assertions;
        ofNotes = RuleText.lists(text, "verify/words.txt").get("notes");
        List<String> names =
                new ArrayList<>(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        names.sort((a, b) -> b.length() - a.length());
        List<String> endings =
                List.copyOf(RuleText.lists(text, "verify/words.txt").get("drug endings"));
        drugs = Pattern.compile(
                "\\b(?:" + String.join("|", names) + "|[a-z]{3,}(?:" + String.join("|", endings) + "))\\b");
    }

    Numbers numbers() {
        return numbers;
    }

    /** Names of drugs, by the engine's list and by the endings that the World Health Organization gives to their classes. */
    Set<String> drugs(String text) {
        Set<String> found = new HashSet<>();
        Matcher m = drugs.matcher(text.toLowerCase(Locale.ROOT));
        while (m.find()) {
            found.add(m.group());
        }
        return found;
    }

    /** The words that say something, without those that belong to the language of notes. */
    Set<String> stems(String text) {
        Set<String> stems = new HashSet<>();
        for (Word word : words.of(text)) {
            String said = word.text();
            if (said.length() > 2 && Character.isLetter(said.charAt(0)) && !ofNotes.contains(said)) {
                stems.add(said.substring(0, Math.min(STEM, said.length())));
            }
        }
        Matcher coded = CODED.matcher(text.toLowerCase(Locale.ROOT));
        while (coded.find()) {
            stems.add(coded.group());
        }
        for (AssertedMention mention : mentions(alone(text))) {
            stems.add("#" + mention.mention().concept().id());
        }
        return stems;
    }

    /** What is named, the bare names of parts of the body and other cues left out. */
    List<AssertedMention> mentions(Transcript transcript) {
        return assertions.read(lexicon, transcript).stream()
                .filter(mention -> mention.mention().concept().kind() != Concept.Kind.CUE)
                .toList();
    }

    /** A text as the only utterance of a visit. */
    static Transcript alone(String text) {
        return new Transcript(List.of(new Turn(0, "u0", Speaker.CLINICIAN, text, -1, -1)));
    }

    /** Whether one is the other, a more general name for it, or of the same category of ICD-10-CM. */
    static boolean related(Concept one, Concept other) {
        return one.id().equals(other.id())
                || one.general().contains(other.id())
                || other.general().contains(one.id())
                || !category(one.code()).isEmpty() && category(one.code()).equals(category(other.code()));
    }

    /** The first three characters of a code, or nothing. */
    static String category(String code) {
        return code.length() < 3 || code.indexOf('{') >= 0 && code.indexOf('{') < 3 ? "" : code.substring(0, 3);
    }
}
