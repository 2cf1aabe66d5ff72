package io.chartside.server.ai.speech;

import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Deepgram's live protocol: {@code GET /v1/listen} as a WebSocket, audio in binary messages, words back as JSON. */
final class DeepgramProvider implements SpeechProvider {
    private static final String PATH = "/v1/listen";

    private final Outbound door;
    private final SpeechSettings.Deepgram settings;

    DeepgramProvider(Outbound door, SpeechSettings.Deepgram settings) {
        this.door = door;
        this.settings = settings;
    }

    @Override
    public SpeechEngine engine() {
        return new SpeechEngine(
                "Deepgram", settings.model(), settings.model(), settings.url().getAuthority());
    }

    @Override
    public boolean hears(AudioFormat format) {
        return true;
    }

    @Override
    public LiveLine open(AudioFormat format, LiveLine.Listener listener) {
        DeepgramMessages messages = new DeepgramMessages(listener);
        try {
            return new DeepgramLine(
                    door.open(address(format), Map.of("Authorization", "Token " + settings.key()), messages),
                    messages,
                    settings.silence());
        } catch (OutboundFailed | OutboundRefused e) {
            throw new SpeechUnavailable(e.getMessage(), e);
        }
    }

    private URI address(AudioFormat format) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("model", settings.model());
        query.put("language", settings.language());
        query.put("diarize", "true");
        query.put("punctuate", "true");
        query.put("interim_results", "true");
        query.put("utterance_end_ms", "1000");
        // The account's own choice would let the service learn from what it hears.
        query.put("mip_opt_out", "true");
        if (format == AudioFormat.PCM) {
            query.put("encoding", "linear16");
            query.put("sample_rate", "16000");
            query.put("channels", "1");
        }
        return URI.create(settings.url().toString().replaceFirst("/+$", "") + PATH + "?"
                + query.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    /** Recordings go the way of live audio, faster than they were spoken. */
    @Override
    public List<Heard> transcribe(byte[] file, String mediaType) {
        return new WholeRecording(this).heard(file, mediaType);
    }
}
