package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.withheld.OffTheRecord;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * The one way to a model (MA16, MA17). It keeps nothing of what passes: its answer says what the audit has to record. What
 * the clinician put off the record passes to no model, whoever calls.
 */
@Component
public final class AiGateway {
    private final DraftProvider provider;
    private final OffTheRecord offTheRecord = EmbeddedScribe.offTheRecord();

    AiGateway(DraftProvider provider) {
        this.provider = provider;
    }

    public DraftAnswer draft(DraftRequest request) {
        long started = System.nanoTime();
        return new DraftAnswer(
                provider.draft(new DraftRequest(onRecord(request))),
                provider.engine(),
                inputHash(request),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /**
     * Work of the embedded engine on what stands in the record, whatever model drafts the visits: nothing of it leaves the process.
     *
     * @param inputs references of what it is given, with their versions
     */
    public <T> RecordAnswer<T> onRecord(List<String> inputs, Supplier<T> work) {
        long started = System.nanoTime();
        return new RecordAnswer<>(
                work.get(), EngineDevice.EMBEDDED, inputHash(inputs), Duration.ofNanos(System.nanoTime() - started));
    }

    /** SHA-256 of the versions that a work on the record is given, in hexadecimal. */
    public String inputHash(List<String> inputs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(String.join("\n", inputs).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Which model in which version answers. */
    public EngineDevice engine() {
        return provider.engine();
    }

    /** SHA-256 of what the model is given, in hexadecimal. */
    public String inputHash(DraftRequest request) {
        return hash(onRecord(request));
    }

    private Visit onRecord(DraftRequest request) {
        return request.visit().of(offTheRecord.redact(request.visit().transcript()));
    }

    private static String hash(Visit visit) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(visit.noteType().name().getBytes(StandardCharsets.US_ASCII));
            for (Turn turn : visit.transcript().turns()) {
                digest.update((byte) '\n');
                digest.update(turn.speaker().name().getBytes(StandardCharsets.US_ASCII));
                digest.update((byte) ' ');
                digest.update(turn.text().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
