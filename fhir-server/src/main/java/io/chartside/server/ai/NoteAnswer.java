package io.chartside.server.ai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.verify.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the JSON that {@link NotePrompt} asks for. What has another form is no answer. */
final class NoteAnswer {
    private static final int MOST_ENTRIES = 500;
    private static final int LONGEST_TEXT = 2_000;

    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(12).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Transcript shown;
    private final Redacted redacted;

    /**
     * @param shown what the model was shown, with its identifiers
     * @param redacted the same without, which has the marks
     */
    NoteAnswer(Transcript shown, Redacted redacted) {
        this.shown = shown;
        this.redacted = redacted;
    }

    /** @throws Unreadable when it has another form */
    Proposal read(String json, NoteType type) {
        JsonNode answer;
        try {
            answer = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new Unreadable(); // Its message would quote the answer.
        }
        List<Section> sections = each(answer, "sections", section -> {
            SectionKind kind = choice(section, "section", NotePrompt.sections(type));
            return new Section(kind, NotePrompt.heading(kind), each(section, "paragraphs", this::paragraph));
        });
        List<CodeSuggestion> codes = new ArrayList<>();
        for (JsonNode code : list(answer, "codes")) {
            codes.add(new CodeSuggestion(
                    CodeSuggestion.ICD10CM, text(code, "code"), "", codes.size() + 1, 0.5, evidence(code), "", ""));
        }
        List<OrderSuggestion> orders = new ArrayList<>(each(answer, "medications", this::medication));
        orders.addAll(each(answer, "services", this::service));
        return new Proposal(new Note(type, sections), codes, orders);
    }

    private Section.Paragraph paragraph(JsonNode paragraph) {
        if (!paragraph.path("bullets").isBoolean()) {
            throw new Unreadable();
        }
        String label = text(paragraph, "label");
        return new Section.Paragraph(
                Redacted.isMarked(label) ? "" : label,
                paragraph.path("bullets").booleanValue(),
                each(
                        paragraph,
                        "statements",
                        statement -> new Statement(
                                text(statement, "text"),
                                Redacted.isMarked(text(statement, "text")) ? List.of() : evidence(statement))));
    }

    private OrderSuggestion.Medication medication(JsonNode drug) {
        return new OrderSuggestion.Medication(
                text(drug, "name"),
                text(drug, "dose"),
                text(drug, "route"),
                text(drug, "frequency"),
                choice(drug, "change", List.of(OrderSuggestion.Change.values())),
                List.of(),
                evidence(drug));
    }

    private OrderSuggestion.Service service(JsonNode service) {
        return new OrderSuggestion.Service(
                text(service, "text"),
                choice(service, "category", List.of(OrderSuggestion.Category.values())),
                evidence(service));
    }

    /** The utterances that are cited, each whole; an id that no utterance has cites nothing. */
    private List<Evidence> evidence(JsonNode citing) {
        List<Evidence> evidence = new ArrayList<>();
        for (JsonNode cited : list(citing, "utterances")) {
            if (!cited.isTextual()) {
                throw new Unreadable();
            }
            shown.turns().stream()
                    .filter(turn -> NotePrompt.id(turn).equals(cited.textValue())
                            && !turn.text().isBlank())
                    .findFirst()
                    .map(NoteAnswer::whole)
                    .filter(whole -> !evidence.contains(whole))
                    .ifPresent(evidence::add);
        }
        return evidence;
    }

    private static Evidence whole(Turn turn) {
        return new Evidence.Said(
                turn.index(), turn.id(), 0, turn.text().stripTrailing().length());
    }

    private String text(JsonNode from, String member) {
        JsonNode text = from.path(member);
        if (!text.isTextual() || text.textValue().length() > LONGEST_TEXT) {
            throw new Unreadable();
        }
        return redacted.restore(text.textValue()).replaceAll("\\s+", " ").strip();
    }

    private static <E extends Enum<E>> E choice(JsonNode from, String member, List<E> of) {
        return of.stream()
                .filter(value -> NotePrompt.word(value).equals(from.path(member).textValue()))
                .findFirst()
                .orElseThrow(Unreadable::new);
    }

    private static JsonNode list(JsonNode from, String member) {
        JsonNode list = from.path(member);
        if (!list.isArray() || list.size() > MOST_ENTRIES) {
            throw new Unreadable();
        }
        return list;
    }

    private static <T> List<T> each(JsonNode from, String member, Function<JsonNode, T> read) {
        List<T> all = new ArrayList<>();
        for (JsonNode one : list(from, member)) {
            all.add(read.apply(one));
        }
        return all;
    }
}
