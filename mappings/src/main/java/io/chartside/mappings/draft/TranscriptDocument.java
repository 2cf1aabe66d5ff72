package io.chartside.mappings.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Reference;

/**
 * A transcript as a DocumentReference: its first content is the conversation as text, its second the utterances with
 * their stable ids, speakers and times. It was said, not drafted, so it carries no AI label.
 */
public final class TranscriptDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TranscriptDocument() {}

    public static DocumentReference of(
            Transcript transcript, Reference patient, Optional<Reference> encounter, Instant at) {
        DocumentReference document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setDocStatus(DocumentReference.ReferredDocumentStatus.FINAL)
                .setType(new CodeableConcept()
                        .addCoding(new org.hl7.fhir.r4.model.Coding(
                                ChartsideFhir.DOCUMENT_TYPE, ChartsideFhir.VISIT_TRANSCRIPT, "Visit transcript"))
                        .setText("Visit transcript"))
                .setSubject(patient)
                .setDate(Date.from(at));
        contents(document, transcript, Date.from(at));
        encounter.ifPresent(reference -> document.getContext().addEncounter(reference));
        return document;
    }

    static void contents(DocumentReference document, Transcript transcript, Date at) {
        document.addContent().setAttachment(attachment("text/plain", text(transcript), at));
        document.addContent()
                .setAttachment(attachment(ChartsideFhir.UTTERANCES_MEDIA_TYPE, utterances(transcript), at));
    }

    public static boolean isTranscript(DocumentReference document) {
        return document.getType().getCoding().stream()
                .anyMatch(coding -> ChartsideFhir.DOCUMENT_TYPE.equals(coding.getSystem())
                        && ChartsideFhir.VISIT_TRANSCRIPT.equals(coding.getCode()));
    }

    /** The utterances of a stored transcript, or its text parsed when it carries no more; empty when it cannot be read. */
    public static Optional<Transcript> read(DocumentReference document) {
        return content(document, ChartsideFhir.UTTERANCES_MEDIA_TYPE)
                .map(TranscriptDocument::parse)
                .or(() -> text(document).flatMap(TranscriptDocument::parsed));
    }

    static Optional<Transcript> parsed(String text) {
        try {
            return Optional.of(TranscriptParser.parse(text));
        } catch (UnreadableTranscriptException e) {
            return Optional.empty();
        }
    }

    /**
     * The same conversation with other speakers, as somebody who was there says; words, ids and times stay.
     *
     * @param speakers who says it, of each utterance
     * @return empty when the document holds no utterances
     */
    public static Optional<DocumentReference> withSpeakers(
            DocumentReference document, Function<Turn, Speaker> speakers) {
        return read(document).map(said -> {
            DocumentReference changed = document.copy();
            changed.setText(null);
            changed.getContent().clear();
            contents(
                    changed,
                    new Transcript(said.turns().stream()
                            .map(turn -> new Turn(
                                    turn.index(),
                                    turn.id(),
                                    speakers.apply(turn),
                                    turn.text(),
                                    turn.startMillis(),
                                    turn.endMillis()))
                            .toList()),
                    document.getContentFirstRep().getAttachment().getCreation());
            return changed;
        });
    }

    /** The conversation as text. */
    public static Optional<String> text(DocumentReference document) {
        return content(document, "text/plain").map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> content(DocumentReference document, String mediaType) {
        return document.getContent().stream()
                .map(DocumentReference.DocumentReferenceContentComponent::getAttachment)
                .filter(attachment -> attachment.hasData()
                        && attachment.hasContentType()
                        && attachment.getContentType().startsWith(mediaType))
                .map(Attachment::getData)
                .findFirst();
    }

    private static Attachment attachment(String mediaType, String text, Date at) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return new Attachment()
                .setContentType(mediaType)
                .setData(data)
                .setSize(data.length)
                .setCreation(at);
    }

    private static String text(Transcript transcript) {
        return transcript.turns().stream()
                .map(turn -> tag(turn.speaker()) + turn.text())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String tag(Speaker speaker) {
        return switch (speaker) {
            case CLINICIAN -> "[doctor] ";
            case PATIENT -> "[patient] ";
            case GUEST -> "[patient_guest] ";
            case UNKNOWN -> "";
        };
    }

    private static String utterances(Transcript transcript) {
        ArrayNode list = JSON.createArrayNode();
        for (Turn turn : transcript.turns()) {
            ObjectNode node = list.addObject()
                    .put("id", turn.id())
                    .put("speaker", turn.speaker().name().toLowerCase(Locale.ROOT))
                    .put("text", turn.text());
            if (turn.startMillis() >= 0) {
                node.put("start", turn.startMillis()).put("end", turn.endMillis());
            }
        }
        try {
            return JSON.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a transcript is always writable as JSON", e);
        }
    }

    static Transcript parse(byte[] data) {
        List<Turn> turns = new ArrayList<>();
        try {
            for (JsonNode node : JSON.readTree(data)) {
                turns.add(new Turn(
                        turns.size(),
                        node.path("id").asText(),
                        Speaker.valueOf(node.path("speaker").asText("unknown").toUpperCase(Locale.ROOT)),
                        node.path("text").asText(),
                        node.path("start").asLong(-1),
                        node.path("end").asLong(-1)));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the transcript's utterances are not JSON", e);
        }
        return new Transcript(turns);
    }
}
