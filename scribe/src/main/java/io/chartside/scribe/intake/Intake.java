package io.chartside.scribe.intake;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.finding.Symptoms;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Tokenizer;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether what came is a visit of one patient, in a language that the engine reads. */
public final class Intake {
    /** So many different clinical terms make a visit of any length. */
    private static final int TERMS = 4;
    /** A longer one has a term in so many words at least; a short one may be a part of a visit that has none. */
    private static final int WORDS_A_TERM = 60;
    /** So few words without a term are a greeting, or no sentence at all. */
    private static final int FEWEST_WORDS = 8;

    private final Languages languages;
    private final Symptoms symptoms;
    private final Lexicon lexicon;
    private final Pattern clinical;
    private final Pattern background;

    public Intake(LexiconText text, Symptoms symptoms, Lexicon lexicon) {
        languages = new Languages(text);
        this.symptoms = symptoms;
        this.lexicon = lexicon;
        Set<String> words =
                new LinkedHashSet<>(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        Map<String, Set<String>> lists = RuleText.lists(text, "intake/clinical.txt");
        words.addAll(lists.get("clinical words"));
        RuleText.rows(text, "results/tests.tsv").forEach(row -> words.add(row[1]));
        background = Pattern.compile("\\b(?:" + String.join("|", lists.get("background")) + ")\\b");
        clinical = Pattern.compile("\\b(?:" + String.join("|", words) + ")\\b");
    }

    /** The transcript without utterances of other languages, at the same indices, and the flags that say so. */
    public record Read(Transcript transcript, List<Flag> flags) {
        public Read {
            flags = List.copyOf(flags);
        }
    }

    public Read read(Transcript transcript) {
        List<Turn> turns = new ArrayList<>();
        Map<String, List<Evidence>> foreign = new TreeMap<>();
        for (Turn turn : transcript.turns()) {
            Optional<String> language = languages.foreign(turn.text());
            language.ifPresent(name -> foreign.computeIfAbsent(name, n -> new ArrayList<>())
                    .add(new Evidence.Said(
                            turn.index(), turn.id(), 0, turn.text().length())));
            turns.add(language.isEmpty() ? turn : silent(turn));
        }
        if (foreign.isEmpty()) {
            return new Read(transcript, List.of());
        }
        List<Flag> flags = new ArrayList<>();
        foreign.forEach((language, places) -> flags.add(new Flag(
                Flag.Kind.OTHER_LANGUAGE,
                (places.size() == 1 ? "An utterance is" : places.size() + " utterances are") + " not in English but in "
                        + language + ". Chartside's engine reads English alone; these words are not in the note.",
                places)));
        return new Read(new Transcript(turns), flags);
    }

    private static Turn silent(Turn turn) {
        return new Turn(turn.index(), turn.id(), turn.speaker(), "", turn.startMillis(), turn.endMillis());
    }

    /** Flags of what is no visit, or more than one. With {@link Flag.Kind#NO_VISIT} there is to be no note. */
    public List<Flag> judge(Conversation conversation) {
        if (!isVisit(conversation)) {
            return List.of(new Flag(
                    Flag.Kind.NO_VISIT,
                    "Nothing in these words is about a patient's health, so no note was written.",
                    List.of()));
        }
        return SeveralPatients.of(conversation).map(List::of).orElse(List.of());
    }

    private boolean isVisit(Conversation conversation) {
        Set<String> terms = new HashSet<>();
        int words = 0;
        for (Clause clause : conversation.clauses()) {
            words += clause.words().size();
            terms(clause.text(), terms);
            if (terms.size() >= TERMS) {
                return true;
            }
        }
        return terms.isEmpty()
                ? words >= FEWEST_WORDS && words < WORDS_A_TERM && ofAPerson(conversation)
                : terms.size() * WORDS_A_TERM >= words;
    }

    /** Whether somebody speaks of how a person lives or is: a part of a visit may hold no more. */
    private boolean ofAPerson(Conversation conversation) {
        return conversation.clauses().stream()
                .anyMatch(clause -> background.matcher(clause.text()).find());
    }

    private void terms(String text, Set<String> terms) {
        symptoms.in(text).forEach(mention -> terms.add(mention.symptom().name()));
        for (Mention mention : lexicon.find(0, Tokenizer.tokens(text))) {
            terms.add(mention.concept().id());
        }
        for (Matcher m = clinical.matcher(text); m.find(); ) {
            terms.add(m.group());
        }
    }
}
