package io.chartside.server.sealed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a clinician releases of a sealed visit: the note as he reviewed it, the codes he kept, and the utterances that he lets go
 * with it, which are those that the note rests on or all of them (docs/sealed-visits.md, "Release").
 *
 * @param edited numbers of the statements, from 1 in order, that the clinician wrote or changed
 */
record ReleasedNote(Draft draft, Transcript transcript, List<Integer> edited) {
    private static final int MOST_ENTRIES = 2_000;
    private static final int LONGEST_TEXT = 4_000;
    private static final Set<String> MEMBERS = Set.of("type", "sections", "codes", "utterances");
    /** Of the level of a visit nothing is released: its column is dropped from the draft ({@link SealRelease}). */
    private static final EvaluationAndManagement NONE = new EvaluationAndManagement(
            Level.STRAIGHTFORWARD,
            new Column(Level.STRAIGHTFORWARD, List.of()),
            new Column(Level.STRAIGHTFORWARD, List.of()),
            new Column(Level.STRAIGHTFORWARD, List.of()),
            List.of());

    /** @throws FhirRefusal 422 for another form */
    static ReleasedNote of(ObjectNode json) {
        json.fieldNames().forEachRemaining(member -> require(MEMBERS.contains(member)));
        NoteType type = Arrays.stream(NoteType.values())
                .filter(known -> known.word().equals(json.path("type").asText()))
                .findFirst()
                .orElseThrow(ReleasedNote::refused);
        Transcript transcript = transcript(json.path("utterances"));
        Map<String, Turn> said = new HashMap<>();
        transcript.turns().forEach(turn -> require(said.put(turn.id(), turn) == null));
        List<Integer> edited = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        int statements = 0;
        for (JsonNode section : list(json, "sections")) {
            List<Section.Paragraph> paragraphs = new ArrayList<>();
            for (JsonNode paragraph : list(section, "paragraphs")) {
                List<Statement> written = new ArrayList<>();
                for (JsonNode statement : list(paragraph, "statements")) {
                    statements++;
                    written.add(new Statement(text(statement, "text"), evidence(statement, said)));
                    if (statement.path("edited").asBoolean()) {
                        edited.add(statements);
                    }
                }
                if (!written.isEmpty()) {
                    paragraphs.add(new Section.Paragraph(
                            optional(paragraph, "label"),
                            paragraph.path("bullets").asBoolean(),
                            written));
                }
            }
            if (!paragraphs.isEmpty()) {
                sections.add(new Section(kind(section), text(section, "title"), paragraphs));
            }
        }
        require(statements > 0);
        Draft draft = new Draft(new Note(type, sections), codes(json, said), List.of(), NONE, List.of(), List.of());
        return new ReleasedNote(draft, transcript, edited);
    }

    private static Transcript transcript(JsonNode utterances) {
        List<Turn> turns = new ArrayList<>();
        require(utterances.isArray() && utterances.size() <= MOST_ENTRIES);
        for (JsonNode utterance : utterances) {
            Speaker speaker = Arrays.stream(Speaker.values())
                    .filter(known -> known.name()
                            .equalsIgnoreCase(utterance.path("speaker").asText()))
                    .findFirst()
                    .orElse(Speaker.UNKNOWN);
            String id = text(utterance, "id");
            require(id.matches("[A-Za-z0-9._:-]{1,64}"));
            turns.add(new Turn(turns.size(), id, speaker, text(utterance, "text"), -1, -1));
        }
        return new Transcript(turns);
    }

    /** An utterance that is not released is no evidence: the statement then stands without it. */
    private static List<Evidence> evidence(JsonNode of, Map<String, Turn> said) {
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode piece : list(of, "evidence")) {
            Turn turn = said.get(piece.path("utterance").asText());
            int start = piece.path("start").asInt(-1);
            int end = piece.path("end").asInt(-1);
            if (turn != null) {
                require(start >= 0 && end >= start && end <= turn.text().length());
                evidence.add(new Evidence.Said(turn.index(), turn.id(), start, end));
            }
        }
        return evidence;
    }

    private static List<CodeSuggestion> codes(JsonNode json, Map<String, Turn> said) {
        List<CodeSuggestion> codes = new ArrayList<>();
        for (JsonNode code : list(json, "codes")) {
            require(text(code, "code").matches("[A-Z][0-9A-Z]{2}(\\.[0-9A-Z]{1,4})?"));
            codes.add(new CodeSuggestion(
                    CodeSuggestion.ICD10CM,
                    text(code, "code"),
                    optional(code, "display"),
                    codes.size() + 1,
                    Math.min(1, Math.max(0, code.path("confidence").asDouble(0.5))),
                    evidence(code, said),
                    optional(code, "rule"),
                    optional(code, "reason")));
        }
        return codes;
    }

    private static SectionKind kind(JsonNode section) {
        return Arrays.stream(SectionKind.values())
                .filter(kind -> kind.loinc().equals(section.path("code").asText()))
                .findFirst()
                .orElseThrow(ReleasedNote::refused);
    }

    private static JsonNode list(JsonNode of, String member) {
        JsonNode list = of.path(member);
        require((list.isMissingNode() || list.isArray()) && list.size() <= MOST_ENTRIES);
        return list;
    }

    private static String text(JsonNode of, String member) {
        String text = optional(of, member);
        require(!text.isBlank());
        return text;
    }

    private static String optional(JsonNode of, String member) {
        return Optional.of(of.path(member).asText())
                .filter(text -> text.length() <= LONGEST_TEXT)
                .orElseThrow(ReleasedNote::refused);
    }

    private static void require(boolean formed) {
        if (!formed) {
            throw refused();
        }
    }

    private static FhirRefusal refused() {
        return FhirRefusal.invalid(
                "The note has not the form of docs/sealed-visits.md", "Parameters.parameter.where(name='note')");
    }

    @Override
    public String toString() {
        return "released note";
    }
}
