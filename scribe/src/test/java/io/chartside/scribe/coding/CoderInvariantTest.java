package io.chartside.scribe.coding;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.terminology.CodeCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any visit: seeded visits made of clinical sentences, fragments and noise in random order. */
class CoderInvariantTest {
    private static final Coder CODER = Coder.create(Shipped.TEXT, CodeCatalog.empty());
    private static final List<Concept> DISEASES =
            LexiconCodes.of(Shipped.TEXT).values().stream().distinct().toList();
    private static final List<String> FRAMES = List.of(
            "i am here for %s",
            "for your %s we continue",
            "any %s ?",
            "no",
            "yes",
            "i do n't have %s",
            "you have %s",
            "my father had %s",
            "this is probably %s",
            "history of %s",
            "the right one",
            "call me if you get %s",
            "mm-hmm",
            "so let's talk about my assessment and plan",
            "%s and %s with %s",
            "...",
            "\u00fc\u00df \ud83d\ude00 %s",
            "left and right %s");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyVisit_holdsItsInvariants(long seed) {
        Random random = new Random(seed);
        for (int n = 0; n < 15; n++) {
            Visit visit = visit(random);
            Coded coded = CODER.code(visit);
            assertThat(CODER.code(visit)).isEqualTo(coded);
            assertThat(coded.suggestions()).hasSizeLessThanOrEqualTo(Selection.MOST);
            assertThat(coded.suggestions()).extracting(CodeSuggestion::code).doesNotHaveDuplicates();
            int rank = 1;
            for (CodeSuggestion s : coded.suggestions()) {
                assertThat(s.rank()).isEqualTo(rank++);
                assertThat(s.evidence()).isNotEmpty().allSatisfy(e -> holdsWords(e, visit));
                assertThat(s.rule()).isNotBlank();
                assertThat(s.reason()).isNotBlank();
            }
            Set<String> excluded =
                    coded.exclusions().stream().map(e -> e.code()).collect(Collectors.toSet());
            assertThat(coded.suggestions()).extracting(CodeSuggestion::code).noneMatch(excluded::contains);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i do not have %s",
                "my mother has %s",
                "this is possibly %s",
                "the %s is ruled out",
                "call if you get %s"
            })
    void onlyDeniedDoubtedOrForeign_isNeverSuggested(String frame) {
        Random random = new Random(7);
        for (int n = 0; n < 60; n++) {
            Concept concept = DISEASES.get(random.nextInt(DISEASES.size()));
            if (concept.kind() != Concept.Kind.CHRONIC && concept.kind() != Concept.Kind.ACUTE) {
                continue;
            }
            String name = concept.id().replace('-', ' ');
            Transcript transcript =
                    transcript(List.of("so let's talk about my assessment and plan", frame.formatted(name)));
            assertThat(CODER.code(visit(transcript)).suggestions())
                    .as(frame.formatted(name))
                    .extracting(CodeSuggestion::code)
                    .doesNotContain(concept.code());
        }
    }

    private static void holdsWords(Evidence evidence, Visit visit) {
        assertThat(evidence).isInstanceOf(Evidence.Said.class);
        Evidence.Said said = (Evidence.Said) evidence;
        Turn turn = visit.transcript().turns().get(said.turn());
        assertThat(said.utterance()).isEqualTo(turn.id());
        assertThat(said.end()).isLessThanOrEqualTo(turn.text().length());
        assertThat(turn.text().substring(said.start(), said.end())).isNotBlank();
    }

    private static Visit visit(Random random) {
        List<String> lines = new ArrayList<>();
        int turns = 1 + random.nextInt(20);
        for (int i = 0; i < turns; i++) {
            String frame = FRAMES.get(random.nextInt(FRAMES.size()));
            while (frame.contains("%s")) {
                String name = DISEASES.get(random.nextInt(DISEASES.size())).id().replace('-', ' ');
                frame = frame.replaceFirst("%s", name);
            }
            lines.add(frame);
        }
        return visit(transcript(lines));
    }

    private static Transcript transcript(List<String> lines) {
        List<Turn> turns = new ArrayList<>();
        for (String line : lines) {
            int i = turns.size();
            turns.add(new Turn(i, "u" + i, i % 2 == 0 ? Speaker.CLINICIAN : Speaker.PATIENT, line, -1, -1));
        }
        return new Transcript(turns);
    }

    private static Visit visit(Transcript transcript) {
        return new Visit(transcript, NoteType.SOAP, Optional.empty(), ChartContext.empty());
    }
}
