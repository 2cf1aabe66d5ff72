package io.chartside.server.ai.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * OpenAI's {@code POST /v1/audio/transcriptions} (multipart/form-data, {@code response_format=verbose_json}). It tells no
 * voices apart. Segments that the service itself takes for silence are dropped: such models write words into silence.
 */
final class TranscriptionsProvider implements SpeechProvider {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/audio/transcriptions";
    private static final int MOST_ANSWER_BYTES = 16 << 20;
    private static final double MILLIS = 1000;
    private static final Map<String, String> FILE_NAMES = Map.of(
            "audio/webm", "visit.webm",
            "audio/wav", "visit.wav",
            "audio/x-wav", "visit.wav",
            "audio/mpeg", "visit.mp3",
            "audio/mp4", "visit.m4a",
            "audio/ogg", "visit.ogg",
            "audio/flac", "visit.flac");

    private final Outbound door;
    private final SpeechSettings.Transcriptions settings;

    TranscriptionsProvider(Outbound door, SpeechSettings.Transcriptions settings) {
        this.door = door;
        this.settings = settings;
    }

    @Override
    public SpeechEngine engine() {
        return new SpeechEngine(
                "Transcriptions",
                settings.model(),
                settings.model(),
                settings.url().getAuthority());
    }

    /** A piece of WebM is no file. */
    @Override
    public boolean hears(AudioFormat format) {
        return format == AudioFormat.PCM;
    }

    @Override
    public LiveLine open(AudioFormat format, LiveLine.Listener listener) {
        return new PiecewiseLine(piece -> transcribe(piece, "audio/wav"), listener);
    }

    @Override
    public List<Heard> transcribe(byte[] file, String mediaType) {
        String name = FILE_NAMES.get(mediaType);
        if (name == null) {
            throw new NotAudio("A recording is one of "
                    + String.join(", ", FILE_NAMES.keySet().stream().sorted().toList()));
        }
        String boundary = "chartside-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        OutboundRequest request = OutboundRequest.of(
                        "POST",
                        URI.create(settings.url().toString().replaceFirst("/+$", "") + PATH),
                        "multipart/form-data; boundary=" + boundary,
                        multipart(boundary, file, mediaType, name))
                .header("Accept", "application/json")
                .limits(settings.timeout(), MOST_ANSWER_BYTES);
        try {
            return heard(door.send(
                    settings.key().isEmpty() ? request : request.header("Authorization", "Bearer " + settings.key())));
        } catch (OutboundFailed | OutboundRefused e) {
            throw new SpeechUnavailable(e.getMessage(), e);
        }
    }

    private byte[] multipart(String boundary, byte[] file, String mediaType, String name) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(file.length + 1024);
        Map.of("model", settings.model(), "response_format", "verbose_json", "timestamp_granularities[]", "segment")
                .forEach((field, value) -> body.writeBytes(("--" + boundary
                                + "\r\nContent-Disposition: form-data; name=\"" + field + "\"\r\n\r\n" + value + "\r\n")
                        .getBytes(StandardCharsets.UTF_8)));
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: " + mediaType + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(file);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private List<Heard> heard(OutboundResponse answer) {
        if (answer.status() == 400 || answer.status() == 415) {
            throw new NotAudio("The speech service does not take the file for a recording");
        }
        if (!answer.isSuccess()) {
            throw new SpeechUnavailable("the speech service answered " + answer.status(), null);
        }
        JsonNode json;
        try {
            json = JSON.readTree(answer.text());
        } catch (JsonProcessingException e) {
            // Without a cause: its text holds a part of the answer, and that words.
            throw new SpeechUnavailable("the speech service's answer is no JSON", null);
        }
        if (!json.path("segments").isArray()) {
            throw new SpeechUnavailable("the speech service's answer has no segments", null);
        }
        List<Heard> heard = new ArrayList<>();
        for (JsonNode segment : json.path("segments")) {
            String text = segment.path("text").asText().strip();
            if (!text.isEmpty() && segment.path("no_speech_prob").asDouble() < settings.silence()) {
                heard.add(new Heard(
                        text,
                        -1,
                        Math.round(segment.path("start").asDouble() * MILLIS),
                        Math.round(segment.path("end").asDouble() * MILLIS),
                        List.of()));
            }
        }
        return heard;
    }
}
