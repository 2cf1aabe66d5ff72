package io.chartside.server.speech;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.ai.AiOutcome;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.NotAudio;
import io.chartside.server.ai.speech.SpeechCall;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.ai.speech.SpeechUnavailable;
import io.chartside.server.interaction.BinaryContent;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.VisitOperation;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.Contents;
import io.chartside.server.store.OpenContent;
import io.chartside.server.store.StoredResource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$transcribe}: writes an uploaded recording down and stores it as the visit's transcript. Parameter
 * {@code audio}, an Attachment with {@code contentType} and {@code data}, or with the {@code url} of a Binary of this tenant.
 * It answers the DocumentReference.
 */
@Component
final class Transcribe implements VisitOperation {
    private static final String PARAMETER = "Parameters.parameter.where(name='audio')";
    private static final long MOST_BYTES = 100L << 20;
    /** Each holds its recording in memory. */
    private static final int AT_ONCE = 2;

    private final VisitDoor door;
    private final Recordings recordings;
    private final VisitDocuments documents;
    private final Readings readings;
    private final Contents contents;
    private final FhirContext fhir;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Semaphore places = new Semaphore(AT_ONCE);

    Transcribe(
            VisitDoor door,
            Recordings recordings,
            VisitDocuments documents,
            Readings readings,
            Contents contents,
            FhirContext fhir) {
        this.door = door;
        this.recordings = recordings;
        this.documents = documents;
        this.readings = readings;
        this.contents = contents;
        this.fhir = fhir;
    }

    @Override
    public String name() {
        return "transcribe";
    }

    /** Taken by a call of its own before its body is read; an entry of a batch finds its room when it is run. */
    @Override
    public Optional<Semaphore> places() {
        return Optional.of(places);
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.READ, "Binary"),
                new Need(Interaction.UPDATE, "Binary"),
                new Need(Interaction.UPDATE, "Media"),
                new Need(Interaction.UPDATE, "DocumentReference"));
    }

    /** @param contentType without parameters, in lower case */
    private record Uploaded(String contentType, byte[] bytes) {
        @Override
        public String toString() {
            return contentType;
        }
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        RecordedVisit visit = door.admitted(call.context(), call.instance().orElseThrow());
        if (!room.tryAcquire()) {
            throw new FhirRefusal(503, "throttled", "Other recordings are being written down: try again soon")
                    .withHeader("Retry-After", "30");
        }
        try {
            return transcribed(call, visit);
        } finally {
            room.release();
        }
    }

    private OperationAnswer transcribed(OperationCall call, RecordedVisit visit) {
        SpeechProvider provider = recordings.provider(visit.tenant());
        Uploaded audio = audio(call.context(), call.parameters());
        List<Heard> heard;
        recordings.record(
                visit,
                200,
                "recording sent to " + provider.engine() + " at "
                        + provider.engine().at());
        VisitAudio file = new VisitAudio(audio.contentType(), 0, () -> new ByteArrayInputStream(audio.bytes()));
        AudioHash hash = AudioHash.of(file);
        long begun = System.nanoTime();
        Consumer<AiOutcome> became = outcome -> recordings.called(
                visit,
                new SpeechCall(
                        provider.engine(),
                        hash.sha256(),
                        hash.bytes(),
                        Duration.ofNanos(System.nanoTime() - begun),
                        outcome));
        became.accept(AiOutcome.SENDING);
        try {
            heard = provider.transcribe(audio.bytes(), audio.contentType());
        } catch (NotAudio e) {
            became.accept(AiOutcome.REFUSED);
            throw FhirRefusal.againstRule(e.getMessage(), PARAMETER);
        } catch (SpeechUnavailable e) {
            became.accept(AiOutcome.LOST);
            throw new FhirRefusal(503, "transient", "The speech service did not write the recording down: try again");
        }
        became.accept(AiOutcome.ANSWERED);
        FinishedVisit finished =
                documents.write(visit, UUID.randomUUID().toString(), heard, provider.engine(), file, () -> {});
        String id = finished.transcript().substring(finished.transcript().indexOf('/') + 1);
        StoredResource stored = readings.current(call.context(), "DocumentReference", id);
        return OperationAnswer.of(
                (Resource) fhir.newJsonParser().parseResource(new ByteArrayInputStream(stored.json())));
    }

    private Uploaded audio(RequestContext context, Parameters parameters) {
        for (Parameters.ParametersParameterComponent parameter : parameters.getParameter()) {
            if (!"audio".equals(parameter.getName())) {
                throw FhirRefusal.malformed("$transcribe takes audio");
            }
        }
        if (parameters.getParameter("audio") == null
                || !(parameters.getParameter("audio").getValue() instanceof Attachment attachment)) {
            throw FhirRefusal.malformed("Parameter audio is a valueAttachment with contentType and data, or with url");
        }
        if (attachment.hasData() == attachment.hasUrl()) {
            throw FhirRefusal.againstRule("The attachment has either data or url", PARAMETER);
        }
        Uploaded audio = attachment.hasData()
                ? new Uploaded(media(attachment.getContentType()), attachment.getData())
                : binary(context, attachment.getUrl());
        if (!audio.contentType().startsWith("audio/")) {
            throw FhirRefusal.againstRule("The contentType of a recording is an audio/ type", PARAMETER);
        }
        if (audio.bytes().length == 0) {
            throw FhirRefusal.againstRule("The recording is empty", PARAMETER);
        }
        return audio;
    }

    private static String media(String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private Uploaded binary(RequestContext context, String url) {
        String base = context.origin().base() + "/";
        String relative = url.startsWith(base) ? url.substring(base.length()) : url;
        if (!relative.matches("Binary/[A-Za-z0-9.-]{1,64}")) {
            throw FhirRefusal.againstRule("The url names a Binary of this tenant: Binary/id", PARAMETER);
        }
        StoredResource binary = readings.read(context, "Binary", relative.substring("Binary/".length()));
        var json = JsonTree.ofStored(binary.json());
        Optional<ContentPointer> apart = BinaryContent.of(binary);
        byte[] bytes = apart.isPresent()
                ? apart(context, apart.get())
                : Base64.getMimeDecoder().decode(json.path("data").asText());
        return new Uploaded(media(json.path("contentType").asText()), bytes);
    }

    private byte[] apart(RequestContext context, ContentPointer pointer) {
        if (pointer.size() > MOST_BYTES) {
            throw new FhirRefusal(
                    413, "too-long", "A recording to be written down has at most " + MOST_BYTES + " bytes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) pointer.size());
        try (OpenContent content = contents.open(context.tenant(), pointer, 0, pointer.size())) {
            content.writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
