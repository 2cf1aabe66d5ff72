package io.chartside.server.ai;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.verify.Proposal;
import java.util.ArrayList;
import java.util.List;

/** Reads the JSON that {@link NotePrompt} asks for. What has another form is no answer. */
final class NoteAnswer {
    private final AnswerJson json;

    /**
     * @param shown what the model was shown, with its identifiers
     * @param redacted the same without, which has the marks
     */
    NoteAnswer(Transcript shown, Redacted redacted) {
        json = new AnswerJson(shown, redacted, "utterances", NotePrompt::id);
    }

    /** @throws Unreadable when it has another form */
    Proposal read(String text, NoteTemplate template) {
        JsonNode answer = AnswerJson.parse(text);
        List<Section> sections = json.each(answer, "sections", section -> {
            SectionKind kind = json.choice(section, "section", NotePrompt.sections(template), NotePrompt::word);
            return new Section(kind, heading(kind, template), json.each(section, "paragraphs", json::paragraph));
        });
        List<CodeSuggestion> codes = new ArrayList<>();
        for (JsonNode code : json.list(answer, "codes")) {
            codes.add(new CodeSuggestion(
                    CodeSuggestion.ICD10CM,
                    json.text(code, "code"),
                    "",
                    codes.size() + 1,
                    0.5,
                    json.evidence(code),
                    "",
                    ""));
        }
        List<OrderSuggestion> orders = new ArrayList<>(json.each(answer, "medications", this::medication));
        orders.addAll(json.each(answer, "services", this::service));
        return new Proposal(new Note(template.type(), sections), codes, orders);
    }

    private static String heading(SectionKind kind, NoteTemplate template) {
        return template.writer().parts(template.parts()).stream()
                .filter(part -> part.kind() == kind)
                .map(NoteTemplate.Part::title)
                .findFirst()
                .orElseThrow(Unreadable::new);
    }

    private OrderSuggestion.Medication medication(JsonNode drug) {
        return new OrderSuggestion.Medication(
                json.text(drug, "name"),
                json.text(drug, "dose"),
                json.text(drug, "route"),
                json.text(drug, "frequency"),
                json.choice(drug, "change", List.of(OrderSuggestion.Change.values()), NotePrompt::word),
                List.of(),
                json.evidence(drug));
    }

    private OrderSuggestion.Service service(JsonNode service) {
        return new OrderSuggestion.Service(
                json.text(service, "text"),
                json.choice(service, "category", List.of(OrderSuggestion.Category.values()), NotePrompt::word),
                json.evidence(service));
    }
}
