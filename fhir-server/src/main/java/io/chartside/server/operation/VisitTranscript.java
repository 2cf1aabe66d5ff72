package io.chartside.server.operation;

import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import io.chartside.scribe.withheld.Marks;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.springframework.stereotype.Component;

/**
 * Finds the conversation that a draft is to be made of: in the call, behind a reference, or newest of the encounter. What is
 * off the record is taken out of it before anything else sees it.
 */
@Component
final class VisitTranscript {
    /** About five hours of speech. */
    private static final int MOST_CHARACTERS = 300_000;

    private final RecordReader records;
    private final WordsSoFar words;
    private final OffTheRecord offTheRecord = EmbeddedScribe.offTheRecord();

    VisitTranscript(RecordReader records, WordsSoFar words) {
        this.records = records;
        this.words = words;
    }

    /**
     * @param document where it is stored as it stands here; empty when it has to be stored
     * @param source that it was read from, whose labels it bears
     */
    record Found(Transcript transcript, Optional<Reference> document, Optional<DocumentReference> source) {}

    /** The words of the caller's own recording of the visit, while it goes on and the call names no other transcript. */
    Optional<Found> soFar(RequestContext context, Parameters parameters, String encounter) {
        boolean given =
                parameters.getParameter("transcript") != null || parameters.getParameter("transcriptReference") != null;
        return given
                ? Optional.empty()
                : words.of(context, encounter)
                        .map(said -> new Found(onRecord(said), Optional.empty(), Optional.empty()));
    }

    /** @throws FhirRefusal when there is none, or it cannot be read */
    Found find(TenantId tenant, Sight sight, Parameters parameters, String encounter) {
        Type given = parameters.getParameter("transcript") == null
                ? null
                : parameters.getParameter("transcript").getValue();
        if (given != null) {
            return new Found(onRecord(parse(text(given))), Optional.empty(), Optional.empty());
        }
        DocumentReference document = stored(tenant, sight, parameters, encounter);
        Transcript transcript = TranscriptDocument.read(document)
                .orElseThrow(() -> FhirRefusal.againstRule("The transcript document holds no transcript", ""));
        Transcript onRecord = onRecord(transcript);
        Reference stored =
                new Reference("DocumentReference/" + document.getIdElement().getIdPart());
        return new Found(
                onRecord, onRecord == transcript ? Optional.of(stored) : Optional.empty(), Optional.of(document));
    }

    private Transcript onRecord(Transcript transcript) {
        Transcript onRecord = offTheRecord.redact(transcript);
        if (!Marks.holdsWords(onRecord)) {
            throw FhirRefusal.againstRule(
                    "No draft: the whole transcript is off the record",
                    "Parameters.parameter.where(name='transcript')");
        }
        return onRecord;
    }

    private DocumentReference stored(TenantId tenant, Sight sight, Parameters parameters, String encounter) {
        if (parameters.getParameter("transcriptReference") != null) {
            Type value = parameters.getParameter("transcriptReference").getValue();
            String reference = value instanceof Reference named ? named.getReference() : value.primitiveValue();
            return records.read(tenant, sight, reference)
                    .filter(DocumentReference.class::isInstance)
                    .map(DocumentReference.class::cast)
                    .filter(document -> isOf(document, encounter))
                    .orElseThrow(() -> FhirRefusal.againstRule(
                            "transcriptReference names no transcript of this encounter",
                            "Parameters.parameter.where(name='transcriptReference')"));
        }
        return records
                .find(
                        tenant,
                        sight,
                        DocumentReference.class,
                        Map.of(
                                "encounter",
                                encounter,
                                "type",
                                ChartsideFhir.DOCUMENT_TYPE + "|" + ChartsideFhir.VISIT_TRANSCRIPT,
                                "_sort",
                                "-date",
                                "_count",
                                "1"))
                .stream()
                .findFirst()
                .orElseThrow(() -> FhirRefusal.againstRule(
                        "The encounter has no transcript yet: send one as parameter transcript",
                        "Parameters.parameter.where(name='transcript')"));
    }

    private static boolean isOf(DocumentReference document, String encounter) {
        return document.getContext().getEncounter().stream()
                .anyMatch(reference -> encounter.equals(reference.getReference()));
    }

    private static String text(Type given) {
        if (given instanceof StringType string) {
            return string.getValue();
        }
        if (given instanceof Attachment attachment && attachment.hasData()) {
            if (attachment.hasContentType() && !attachment.getContentType().startsWith("text/plain")) {
                throw FhirRefusal.againstRule("A transcript is text/plain", "Attachment.contentType");
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(attachment.getData()))
                        .toString();
            } catch (CharacterCodingException e) {
                throw FhirRefusal.againstRule("The transcript is not UTF-8 text", "Attachment.data");
            }
        }
        throw FhirRefusal.malformed("Parameter transcript is a valueString or a valueAttachment with data");
    }

    private static Transcript parse(String text) {
        if (text != null && text.length() > MOST_CHARACTERS) {
            throw new FhirRefusal(413, "too-long", "A transcript has at most " + MOST_CHARACTERS + " characters");
        }
        try {
            return TranscriptParser.parse(text);
        } catch (UnreadableTranscriptException e) {
            throw FhirRefusal.againstRule(
                    "No draft: " + e.getMessage(), "Parameters.parameter.where(name='transcript')");
        }
    }
}
