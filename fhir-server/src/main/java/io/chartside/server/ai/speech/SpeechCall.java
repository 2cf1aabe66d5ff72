package io.chartside.server.ai.speech;

import io.chartside.server.ai.AiOutcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One recording that was given to a speech service, as the audit records it (MA19): never what was said.
 *
 * @param audioHash SHA-256 of the recording as a file, in hexadecimal; empty while it is still being spoken
 * @param audioBytes of that file; 0 while it is still being spoken
 * @param took from the begin of the recording or of the call
 */
public record SpeechCall(SpeechEngine engine, String audioHash, long audioBytes, Duration took, AiOutcome outcome) {
    public SpeechCall {
        Objects.requireNonNull(engine);
        Objects.requireNonNull(audioHash);
        Objects.requireNonNull(took);
        Objects.requireNonNull(outcome);
    }

    /** Values by the names of docs/ai.md, in order. */
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("model", engine.model());
        details.put("version", engine.version());
        if (!audioHash.isEmpty()) {
            details.put("input-sha256", audioHash);
        }
        details.put("milliseconds", Long.toString(took.toMillis()));
        details.put("outcome", outcome.word());
        details.put("provider", engine.name() + " at " + engine.at());
        if (!audioHash.isEmpty() && !engine.isHere()) {
            details.put("sent-bytes", Long.toString(audioBytes));
        }
        return details;
    }
}
