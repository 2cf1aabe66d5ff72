package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import io.chartside.scribe.withheld.Marks;
import io.chartside.scribe.withheld.OffTheRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;

/** A transcript document without what the clinician put off the record, as it may be stored. */
public final class RedactedTranscript {
    private RedactedTranscript() {}

    /**
     * @param document of type {@link ChartsideFhir#VISIT_TRANSCRIPT}
     * @return what to store instead: text and utterances with marks, and no narrative; empty when nothing is off the record
     * @throws UnreadableTranscriptException when it cannot be told that no word stays: utterances that are not of the
     *     documented form, contents by URL, or others beside a passage
     */
    public static Optional<DocumentReference> of(DocumentReference document, OffTheRecord offTheRecord) {
        return of(document, offTheRecord::redact);
    }

    /**
     * The same when the clinician names utterances afterwards.
     *
     * @param utterances ids as {@link TranscriptDocument#read} tells them
     */
    public static DocumentReference without(DocumentReference document, Set<String> utterances) {
        return of(document, said -> Marks.withhold(said, utterances))
                .orElseThrow(() -> new UnreadableTranscriptException("it holds no utterances"));
    }

    private static Optional<DocumentReference> of(DocumentReference document, UnaryOperator<Transcript> redaction) {
        Optional<Transcript> redacted = Optional.empty();
        int others = 0;
        int texts = 0;
        for (DocumentReference.DocumentReferenceContentComponent content : document.getContent()) {
            Attachment attachment = content.getAttachment();
            if (attachment.hasUrl()) {
                throw new UnreadableTranscriptException(
                        "a visit's transcript stands in its document, not behind a URL");
            }
            if (!attachment.hasData()) {
                continue;
            }
            Optional<Transcript> said = said(attachment);
            others += said.isEmpty() ? 1 : 0;
            texts += isText(attachment) ? 1 : 0;
            Optional<Transcript> without = said.map(redaction);
            if (without.isPresent() && without.get() != said.get()) {
                redacted = isText(attachment) ? redacted.or(() -> without) : without;
            }
        }
        if (redacted.isPresent() && (others > 0 || texts > 1)) {
            throw new UnreadableTranscriptException("part of the visit is off the record, and besides one text and its"
                    + " utterances the document has contents that may tell it");
        }
        return redacted.map(transcript -> rewritten(document, transcript));
    }

    private static boolean isText(Attachment attachment) {
        return attachment.hasContentType() && attachment.getContentType().startsWith("text/plain");
    }

    private static Optional<Transcript> said(Attachment attachment) {
        if (isText(attachment)) {
            return TranscriptDocument.parsed(new String(attachment.getData(), StandardCharsets.UTF_8));
        }
        boolean utterances = attachment.hasContentType()
                && attachment.getContentType().startsWith(ChartsideFhir.UTTERANCES_MEDIA_TYPE);
        if (!utterances) {
            return Optional.empty();
        }
        try {
            return Optional.of(TranscriptDocument.parse(attachment.getData()));
        } catch (IllegalArgumentException e) {
            throw new UnreadableTranscriptException("its utterances are not of the documented form");
        }
    }

    private static DocumentReference rewritten(DocumentReference document, Transcript transcript) {
        DocumentReference stored = document.copy();
        stored.setText(null);
        stored.getContent().clear();
        TranscriptDocument.contents(
                stored,
                transcript,
                document.getContentFirstRep().getAttachment().getCreation());
        return stored;
    }
}
