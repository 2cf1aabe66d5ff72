package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.draft.RedactedTranscript;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.PlannedWrite;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteRule;
import io.chartside.server.store.UnitOfWork;
import java.util.List;
import org.hl7.fhir.r4.model.DocumentReference;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Whatever way a visit's transcript comes to be stored, what is off the record is taken out of it first (docs/scribe.md). It
 * is the first of the rules, so that the others, and a signature, judge what will be stored.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RedactedTranscripts implements WriteRule {
    private final OffTheRecord offTheRecord = EmbeddedScribe.offTheRecord();

    @Override
    public void check(RequestContext context, List<PlannedWrite> writes, UnitOfWork unit) {
        for (PlannedWrite write : writes) {
            if (write.type().equals("DocumentReference")) {
                write.resource()
                        .filter(RedactedTranscripts::isTranscript)
                        .ifPresent(resource -> redact(write, (DocumentReference) resource.hapi()));
            }
        }
    }

    /** By the tree: other documents are not parsed for this. */
    private static boolean isTranscript(ResourceJson resource) {
        for (JsonNode coding : resource.tree().path("type").path("coding")) {
            if (coding.path("system").asText().equals(ChartsideFhir.DOCUMENT_TYPE)
                    && coding.path("code").asText().equals(ChartsideFhir.VISIT_TRANSCRIPT)) {
                return true;
            }
        }
        return false;
    }

    private void redact(PlannedWrite write, DocumentReference document) {
        try {
            RedactedTranscript.of(document, offTheRecord).ifPresent(write::complete);
        } catch (UnreadableTranscriptException e) {
            throw FhirRefusal.againstRule(
                    "This transcript is not stored: " + e.getMessage(), "DocumentReference.content");
        }
    }
}
