package io.chartside.server.ai.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.SocketListener;
import java.util.ArrayList;
import java.util.List;

/**
 * What Deepgram sends: {@code Results} with {@code is_final} are settled, the others interim; {@code Metadata} ends a stream
 * that was asked to close. Messages of other kinds are passed over, as the protocol asks for.
 */
final class DeepgramMessages implements SocketListener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MILLIS = 1000;

    private final LiveLine.Listener listener;
    private volatile boolean finishing;
    private volatile boolean over;

    DeepgramMessages(LiveLine.Listener listener) {
        this.listener = listener;
    }

    void finishing() {
        finishing = true;
    }

    void forsake() {
        over = true;
    }

    @Override
    public void text(String message) {
        if (over) {
            return;
        }
        listener.alive();
        try {
            JsonNode json = JSON.readTree(message);
            String type = json.path("type").asText();
            if (type.equals("Results")) {
                results(json);
            } else if (type.equals("Metadata") && finishing) {
                end();
            }
        } catch (JsonProcessingException e) {
            // Without a cause: its text holds a part of the message, and that words.
            breakOff("the speech service sent a message that is no JSON", null);
        }
    }

    private void results(JsonNode json) {
        List<Heard> heard = heard(json.at("/channel/alternatives/0"));
        double end = json.path("start").asDouble() + json.path("duration").asDouble();
        if (json.path("is_final").asBoolean()) {
            listener.settled(heard, Math.round(end * MILLIS));
        } else {
            heard.forEach(listener::interim);
        }
    }

    /** A change of voice begins another utterance. */
    private static List<Heard> heard(JsonNode alternative) {
        List<Heard> heard = new ArrayList<>();
        List<Heard.Word> words = new ArrayList<>();
        int voice = -1;
        for (JsonNode json : alternative.path("words")) {
            int speaker = json.path("speaker").asInt(-1);
            if (!words.isEmpty() && speaker != voice) {
                heard.add(utterance(words, voice));
                words.clear();
            }
            voice = speaker;
            words.add(word(json));
        }
        if (!words.isEmpty()) {
            heard.add(utterance(words, voice));
        }
        return heard;
    }

    private static Heard utterance(List<Heard.Word> words, int voice) {
        return new Heard(
                String.join(" ", words.stream().map(Heard.Word::text).toList()),
                voice,
                words.get(0).startMillis(),
                words.get(words.size() - 1).endMillis(),
                words);
    }

    private static Heard.Word word(JsonNode json) {
        String plain = json.path("word").asText();
        return new Heard.Word(
                json.path("punctuated_word").asText(plain),
                Math.round(json.path("start").asDouble() * MILLIS),
                Math.round(json.path("end").asDouble() * MILLIS),
                json.path("confidence").asDouble());
    }

    @Override
    public void closed(int code) {
        if (finishing && code == 1000) {
            end();
        } else {
            breakOff("the speech service closed the stream with code " + code, null);
        }
    }

    @Override
    public void failed(OutboundFailed failure) {
        breakOff(failure.getMessage(), failure);
    }

    private void end() {
        if (!over) {
            over = true;
            listener.ended();
        }
    }

    private void breakOff(String reason, Throwable cause) {
        if (!over) {
            over = true;
            listener.broken(new SpeechUnavailable(reason, cause));
        }
    }
}
