package io.chartside.server.sealed;

import static io.chartside.server.sealed.ReleasedJson.list;
import static io.chartside.server.sealed.ReleasedJson.optional;
import static io.chartside.server.sealed.ReleasedJson.require;
import static io.chartside.server.sealed.ReleasedJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
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
 * What a clinician releases of a sealed visit: the note as he reviewed it, the codes, the orders and the level that he kept, and
 * the utterances that he lets go with it, which are those that all this rests on or all of them (docs/sealed-visits.md,
 * "Release").
 *
 * @param edited numbers of the statements, from 1 in order, that the clinician wrote or changed
 * @param leveled whether the level of the visit is released; the draft's is none otherwise, and is dropped ({@link SealRelease})
 */
record ReleasedNote(Draft draft, Transcript transcript, List<Integer> edited, boolean leveled) {
    private static final Set<String> MEMBERS = Set.of("type", "sections", "codes", "orders", "level", "utterances");
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
                .orElseThrow(ReleasedJson::refused);
        Transcript transcript = transcript(json.path("utterances"));
        Map<String, Turn> said = new HashMap<>();
        transcript.turns().forEach(turn -> require(said.put(turn.id(), turn) == null));
        ReleasedJson released = new ReleasedJson(said);
        List<Integer> edited = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        int statements = 0;
        for (JsonNode section : list(json, "sections")) {
            List<Section.Paragraph> paragraphs = new ArrayList<>();
            for (JsonNode paragraph : list(section, "paragraphs")) {
                List<Statement> written = new ArrayList<>();
                for (JsonNode statement : list(paragraph, "statements")) {
                    statements++;
                    written.add(new Statement(text(statement, "text"), released.evidence(statement)));
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
        Optional<EvaluationAndManagement> level = ReleasedPlan.level(json, released);
        Draft draft = new Draft(
                new Note(type, sections),
                codes(json, released),
                List.of(),
                level.orElse(NONE),
                ReleasedPlan.orders(json, released),
                List.of());
        return new ReleasedNote(draft, transcript, edited, level.isPresent());
    }

    private static Transcript transcript(JsonNode utterances) {
        List<Turn> turns = new ArrayList<>();
        require(utterances.isArray() && utterances.size() <= ReleasedJson.MOST_ENTRIES);
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

    private static List<CodeSuggestion> codes(JsonNode json, ReleasedJson released) {
        List<CodeSuggestion> codes = new ArrayList<>();
        for (JsonNode code : list(json, "codes")) {
            require(text(code, "code").matches("[A-Z][0-9A-Z]{2}(\\.[0-9A-Z]{1,4})?"));
            codes.add(new CodeSuggestion(
                    CodeSuggestion.ICD10CM,
                    text(code, "code"),
                    optional(code, "display"),
                    codes.size() + 1,
                    Math.min(1, Math.max(0, code.path("confidence").asDouble(0.5))),
                    released.evidence(code),
                    optional(code, "rule"),
                    optional(code, "reason")));
        }
        return codes;
    }

    private static SectionKind kind(JsonNode section) {
        return Arrays.stream(SectionKind.values())
                .filter(kind -> kind.loinc().equals(section.path("code").asText()))
                .findFirst()
                .orElseThrow(ReleasedJson::refused);
    }

    @Override
    public String toString() {
        return "released note";
    }
}
