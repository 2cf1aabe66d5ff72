package io.chartside.mappings.evaluation;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.rules.RuleText;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The clinical concepts of a text, each as told or as denied: conditions and symptoms of Chartside's lexicon, and drugs. It
 * stands in for a concept score over UMLS, which may not be shipped; a negation counts up to the end of its sentence, or to
 * "but" (after NegEx, Chapman et al., J Biomed Inform 34, 301, 2001).
 */
public final class Concepts {
    private static final Pattern SENTENCE = Pattern.compile("[.;:?!\\n]+(?=\\s|$)");
    private static final Pattern DENIED =
            Pattern.compile("\\b(?:no|not|denies|denied|deny|without|negative|never|none|nor|absent|[a-z]+n't|n't)\\b");
    private static final Pattern STOPS =
            Pattern.compile("\\b(?:but|however|although|except|reports|endorses|states)\\b");

    private final Lexicon lexicon;
    private final Symptoms symptoms;
    private final Pattern drug;

    public Concepts(LexiconText text) {
        lexicon = Lexicon.load(text);
        symptoms = new Symptoms(text);
        List<String> names =
                List.copyOf(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        drug = Pattern.compile("\\b(?:" + String.join("|", names) + ")\\b");
    }

    /** {@code +cough} or {@code -cough}. */
    Set<String> of(String text) {
        Set<String> found = new HashSet<>();
        for (String sentence : SENTENCE.split(text.toLowerCase(Locale.ROOT))) {
            String words = sentence.replaceAll("[^a-z0-9' -]+", " ")
                    .replaceAll("\\s+", " ")
                    .strip();
            if (words.isEmpty()) {
                continue;
            }
            for (Mention mention : lexicon.find(0, Tokenizer.tokens(words))) {
                found.add(sign(words, mention.start()) + mention.concept().id());
            }
            for (Symptoms.Mention mention : symptoms.in(words)) {
                String before = String.join(" ", List.of(words.split(" ")).subList(0, mention.from()));
                found.add(sign(words, before.length()) + mention.symptom().name());
            }
            for (Matcher m = drug.matcher(words); m.find(); ) {
                found.add("+" + m.group());
            }
        }
        return found;
    }

    private static String sign(String words, int at) {
        String before = words.substring(0, at);
        int stop = 0;
        for (Matcher m = STOPS.matcher(before); m.find(); ) {
            stop = m.end();
        }
        return DENIED.matcher(before.substring(stop)).find() ? "-" : "+";
    }

    double f1(Set<String> reference, Set<String> produced) {
        if (reference.isEmpty() && produced.isEmpty()) {
            return 1;
        }
        long both = produced.stream().filter(reference::contains).count();
        return 2.0 * both / (reference.size() + produced.size());
    }

    /** Those of the note that were never named, told or denied. */
    static long unsaid(Set<String> note, Set<String> conversation) {
        Set<String> named = new HashSet<>();
        conversation.forEach(concept -> named.add(concept.substring(1)));
        return note.stream()
                .filter(concept -> !named.contains(concept.substring(1)))
                .count();
    }
}
