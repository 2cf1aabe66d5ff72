package io.chartside.scribe.verify;

import io.chartside.scribe.Visit;
import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.transcript.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The words of a visit and the entries of its chart, as they are looked up by what cites them. */
final class Sources {
    private final Reader reader;
    private final List<Turn> turns;
    private final List<Clause> clauses;
    private final Map<Integer, Source> read = new HashMap<>();
    private final Map<Integer, List<AssertedMention>> mentions = new HashMap<>();
    private final Map<String, String> charted = new HashMap<>();
    private final Set<Concept> concepts = new HashSet<>();

    /**
     * @param visit as a model may see it: without words that command
     * @param clauses the same with their true speakers
     */
    Sources(Reader reader, Visit visit, List<Clause> clauses) {
        this.clauses = clauses;
        this.reader = reader;
        this.turns = visit.transcript().turns();
        for (AssertedMention mention : reader.mentions(visit.transcript())) {
            mentions.computeIfAbsent(mention.mention().turn(), turn -> new ArrayList<>())
                    .add(mention);
            concepts.add(mention.mention().concept());
        }
        Stream.of(
                        visit.chart().conditions(),
                        visit.chart().medications(),
                        visit.chart().allergies())
                .flatMap(List::stream)
                .forEach(this::chart);
    }

    private void chart(ChartContext.Entry entry) {
        charted.put(entry.reference(), entry.text());
        reader.mentions(Reader.alone(entry.text()))
                .forEach(mention -> concepts.add(mention.mention().concept()));
    }

    /** One place that something may rest on. */
    record Source(String text, Set<String> stems, Set<String> numbers) {}

    /** Whether a concept, or one more general or more precise, is named anywhere in the visit or its chart. */
    boolean name(Concept concept) {
        return concepts.stream().anyMatch(named -> Reader.related(named, concept));
    }

    boolean exists(Evidence evidence) {
        if (evidence instanceof Evidence.Said said) {
            return said.turn() < turns.size()
                    && turns.get(said.turn()).id().equals(said.utterance())
                    && said.end() <= turns.get(said.turn()).text().length()
                    && turns.get(said.turn()).text().codePoints().anyMatch(Character::isLetterOrDigit);
        }
        return evidence instanceof Evidence.Charted entry && charted.containsKey(entry.reference());
    }

    List<Source> of(List<Evidence> evidence) {
        List<Source> sources = new ArrayList<>();
        for (Evidence piece : evidence) {
            if (piece instanceof Evidence.Said said) {
                sources.add(read.computeIfAbsent(
                        said.turn(), turn -> source(turns.get(turn).text())));
            } else if (piece instanceof Evidence.Charted entry) {
                sources.add(source(charted.get(entry.reference())));
            }
        }
        return sources;
    }

    private Source source(String text) {
        return new Source(
                text.toLowerCase(Locale.ROOT),
                reader.stems(text),
                reader.numbers().heard(text));
    }

    /** What is named in the utterances that are cited. */
    List<AssertedMention> mentions(List<Evidence> evidence) {
        return evidence.stream()
                .filter(Evidence.Said.class::isInstance)
                .map(piece -> ((Evidence.Said) piece).turn())
                .distinct()
                .flatMap(turn -> mentions.getOrDefault(turn, List.of()).stream())
                .toList();
    }

    /** What the clinician says in the utterances that are cited. */
    List<Clause> clinicians(List<Evidence> evidence) {
        Set<Integer> cited = new HashSet<>();
        for (Evidence piece : evidence) {
            if (piece instanceof Evidence.Said said) {
                cited.add(said.turn());
            }
        }
        return clauses.stream()
                .filter(clause -> clause.clinician() && cited.contains(clause.turn()))
                .toList();
    }
}
