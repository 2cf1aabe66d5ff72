package io.chartside.mappings.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.draft.VisitContext;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.R4;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.transcript.Transcript;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** What the command writes of a draft. */
enum DraftFormat {
    BUNDLE("json") {
        @Override
        String write(Draft draft, Transcript transcript, String id, Instant at) {
            return R4.context()
                            .newJsonParser()
                            .setPrettyPrint(true)
                            .encodeResourceToString(DraftBundle.of(
                                    draft,
                                    visit(transcript, id, at),
                                    EngineDevice.EMBEDDED,
                                    DraftIds.selfContained(
                                            () -> UUID.randomUUID().toString())))
                    + "\n";
        }
    },
    NOTE("txt") {
        @Override
        String write(Draft draft, Transcript transcript, String id, Instant at) {
            return NoteText.of(draft.note());
        }
    },
    CODES("json") {
        @Override
        String write(Draft draft, Transcript transcript, String id, Instant at) {
            ObjectNode root = JSON.createObjectNode();
            ArrayNode codes = root.putArray("codes");
            draft.codes().stream()
                    .sorted(Comparator.comparingInt(CodeSuggestion::rank))
                    .forEach(code -> describe(codes.addObject(), code));
            String level = draft.evaluationAndManagement().level().name().toLowerCase(Locale.ROOT);
            root.putObject("em").put("mdm", level);
            try {
                return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("codes are always writable as JSON", e);
            }
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String extension;

    DraftFormat(String extension) {
        this.extension = extension;
    }

    /** @param id names the visit */
    abstract String write(Draft draft, Transcript transcript, String id, Instant at);

    String extension() {
        return extension;
    }

    /** Outside a record there is no patient to refer to: the visit's name stands for him. */
    private static VisitContext visit(Transcript transcript, String id, Instant at) {
        Reference patient = new Reference()
                .setIdentifier(
                        new Identifier().setSystem(ChartsideFhir.VISIT_ID).setValue(id))
                .setDisplay("Patient of visit " + id);
        return new VisitContext(
                patient,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at,
                at.atZone(ZoneOffset.UTC).toLocalDate(),
                transcript,
                Optional.empty(),
                VisitContext.PatientKind.UNKNOWN);
    }

    private static void describe(ObjectNode node, CodeSuggestion code) {
        node.put("code", code.code()).put("display", code.display()).put("confidence", code.confidence());
        ArrayNode turns = node.putArray("evidence");
        code.evidence().stream()
                .filter(Evidence.Said.class::isInstance)
                .mapToInt(evidence -> ((Evidence.Said) evidence).turn())
                .distinct()
                .forEach(turns::add);
    }
}
