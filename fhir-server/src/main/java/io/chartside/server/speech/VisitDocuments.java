package io.chartside.server.speech;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.server.access.Interaction;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.SpeechEngine;
import io.chartside.server.interaction.BinaryContent;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.interaction.WriteEntry;
import io.chartside.server.interaction.Writings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.ContentRefused;
import io.chartside.server.store.Contents;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.SpeechPolicy;
import io.chartside.server.tenancy.Tenants;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/**
 * Writes what was heard into the record: the transcript as a DocumentReference and, where the tenant keeps recordings, the
 * audio as a sealed Binary with a Media that names it, all under the recording's own id, so that a write that is repeated
 * makes nothing twice. Of a visit of which a part is off the record no audio is kept: it would tell that part.
 */
@Component
final class VisitDocuments {
    private static final long MOST_BYTES = 1L << 30;
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("whether a recording was written already");

    private final Writings writings;
    private final ResourceStore store;
    private final Contents contents;
    private final KeptRecordings kept;
    private final Tenants tenants;
    private final FhirContext fhir;
    private final Clock clock;
    private final SpokenTranscript spoken = new SpokenTranscript();
    private final OffTheRecord offTheRecord = EmbeddedScribe.offTheRecord();

    VisitDocuments(
            Writings writings,
            ResourceStore store,
            Contents contents,
            KeptRecordings kept,
            Tenants tenants,
            FhirContext fhir,
            Clock clock) {
        this.writings = writings;
        this.store = store;
        this.contents = contents;
        this.kept = kept;
        this.tenants = tenants;
        this.fhir = fhir;
        this.clock = clock;
    }

    /**
     * @param id of all that is written
     * @param held asked once the audio is sealed, which takes its time: throws what refuses to write, where somebody else has taken
     *     the recording on meanwhile or it was deleted
     * @throws FhirRefusal 422 when nothing was heard
     */
    FinishedVisit write(
            RecordedVisit visit, String id, List<Heard> heard, SpeechEngine engine, VisitAudio audio, Runnable held) {
        Transcript transcript = spoken.of(heard);
        if (transcript.turns().isEmpty()) {
            throw new FhirRefusal(422, "processing", "No words were heard in this recording");
        }
        SpeechPolicy policy = tenants.find(visit.tenant()).orElseThrow().speech();
        boolean keeps = !policy.recordingsKept().isZero() && offTheRecord.redact(transcript) == transcript;
        Optional<ContentPointer> content = keeps ? Optional.of(receive(visit, audio)) : Optional.empty();
        held.run();
        Instant now = clock.instant();
        List<WriteEntry> entries = new ArrayList<>();
        content.ifPresent(pointer -> {
            entries.add(entry(0, id, ResourceJson.of(fhir, binary(visit, id, audio, pointer))));
            entries.add(entry(1, id, ResourceJson.of(fhir, media(visit, id, audio, pointer, now))));
        });
        entries.add(entry(
                entries.size(),
                id,
                ResourceJson.of(fhir, document(visit, id, transcript, engine, now, content.isPresent()))));
        content.ifPresent(pointer -> kept.keep(visit, id, pointer, now, policy));
        write(visit, id, entries);
        content.ifPresent(pointer -> kept.written(visit.tenant(), id));
        return new FinishedVisit("DocumentReference/" + id, content.map(pointer -> "Binary/" + id));
    }

    private void write(RecordedVisit visit, String id, List<WriteEntry> entries) {
        try {
            writings.writeOwn(visit.context(), entries);
        } catch (FhirRefusal refusal) {
            kept.forget(visit.tenant(), id);
            throw refusal;
        }
    }

    /** What an earlier attempt has written under this id, also where it was deleted since: it is not written again. */
    Optional<FinishedVisit> written(RecordedVisit visit, String id) {
        return store.read(visit.tenant(), ANY, "DocumentReference", id)
                .map(transcript -> new FinishedVisit(
                        "DocumentReference/" + id,
                        store.read(visit.tenant(), ANY, "Binary", id)
                                .filter(binary -> !binary.deleted())
                                .map(binary -> "Binary/" + id)));
    }

    private ContentPointer receive(RecordedVisit visit, VisitAudio audio) {
        try (InputStream in = audio.bytes().get()) {
            return contents.receive(visit.tenant(), in, MOST_BYTES, pointer -> {});
        } catch (ContentRefused e) {
            throw new FhirRefusal(503, "transient", "The recording could not be stored now; try again soon");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WriteEntry entry(int position, String id, ResourceJson resource) {
        return new WriteEntry(
                position,
                Interaction.UPDATE,
                resource.type(),
                Optional.of(id),
                Optional.empty(),
                Optional.of(resource),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static ObjectNode binary(RecordedVisit visit, String id, VisitAudio audio, ContentPointer pointer) {
        ObjectNode binary =
                JsonTree.object().put("resourceType", "Binary").put("id", id).put("contentType", audio.contentType());
        binary.putObject("securityContext").put("reference", visit.patient());
        BinaryContent.point(binary, pointer);
        return binary;
    }

    private static ObjectNode media(
            RecordedVisit visit, String id, VisitAudio audio, ContentPointer pointer, Instant now) {
        ObjectNode media =
                JsonTree.object().put("resourceType", "Media").put("id", id).put("status", "completed");
        media.putObject("type")
                .putArray("coding")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/media-type")
                .put("code", "audio");
        media.putObject("subject").put("reference", visit.patient());
        media.putObject("encounter").put("reference", visit.encounter());
        media.put("createdDateTime", now.toString());
        if (audio.millis() > 0) {
            media.put("duration", audio.millis() / 1000.0);
        }
        media.putObject("content")
                .put("contentType", audio.contentType())
                .put("url", "Binary/" + id)
                .put("size", pointer.size());
        return media;
    }

    private static DocumentReference document(
            RecordedVisit visit,
            String id,
            Transcript transcript,
            SpeechEngine engine,
            Instant now,
            boolean hasRecording) {
        DocumentReference document = TranscriptDocument.of(
                transcript, new Reference(visit.patient()), Optional.of(new Reference(visit.encounter())), now);
        document.setId(id);
        document.setDescription("Written down by " + engine);
        visit.context()
                .caller()
                .fhirUser()
                .filter(user -> user.startsWith("Practitioner"))
                .ifPresent(user -> document.addAuthor(new Reference(user)));
        if (hasRecording) {
            document.getContext().addRelated(new Reference("Media/" + id));
        }
        return document;
    }
}
