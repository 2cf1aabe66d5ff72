package io.chartside.server.speech;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.interaction.FhirRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** What the server says on the audio socket (docs/speech.md, "Messages"). Safe for use by many threads. */
final class AudioClient {
    private static final Logger LOG = LoggerFactory.getLogger(AudioClient.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Close codes of applications begin at 4000 (RFC 6455, section 7.4.2): ours are HTTP's statuses above it. */
    private static final int APPLICATION = 4000;
    /** RFC 6455, section 5.5: a control frame carries 125 bytes, of which two are the code. */
    private static final int LONGEST_REASON = 123;

    private final WebSocketSession socket;

    /** @param socket that takes messages from many threads */
    AudioClient(WebSocketSession socket) {
        this.socket = socket;
    }

    void send(ObjectNode message) {
        try {
            if (socket.isOpen()) {
                socket.sendMessage(new TextMessage(message.toString()));
            }
        } catch (IOException | RuntimeException e) {
            // It has gone, or takes nothing: what is stored is there when it comes again.
            hangUp();
        }
    }

    private void hangUp() {
        try {
            socket.close(CloseStatus.SESSION_NOT_RELIABLE);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a client's socket was gone already");
        }
    }

    static ObjectNode message(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    void acknowledged(int next) {
        send(message("ack").put("next", next));
    }

    void interim(Heard heard) {
        send(words("interim", heard));
    }

    void settled(String id, Heard heard) {
        send(words("final", heard).put("id", id));
    }

    static ObjectNode words(String type, Heard heard) {
        ObjectNode message = message(type)
                .put("start", heard.startMillis())
                .put("end", heard.endMillis())
                .put("text", heard.text());
        if (heard.voice() >= 0) {
            message.put("voice", heard.voice());
        }
        ArrayNode words = message.putArray("words");
        heard.words()
                .forEach(word -> words.addObject()
                        .put("text", word.text())
                        .put("start", word.startMillis())
                        .put("end", word.endMillis()));
        return message;
    }

    void service(String state) {
        send(message("service").put("state", state));
    }

    void finished(String transcript, Optional<String> recording) {
        ObjectNode message = message("finished").put("transcript", transcript);
        recording.ifPresent(binary -> message.put("recording", binary));
        send(message);
        close(CloseStatus.NORMAL);
    }

    void discarded() {
        send(message("discarded"));
        close(CloseStatus.NORMAL);
    }

    /** Says why, in a message and in the code and reason of the close. */
    void refuse(FhirRefusal refusal) {
        ObjectNode error = message("error").put("status", refusal.status()).put("message", refusal.getMessage());
        Optional.ofNullable(refusal.headers().get(AudioTickets.NONCE)).ifPresent(nonce -> error.put("nonce", nonce));
        send(error);
        close(new CloseStatus(APPLICATION + refusal.status(), cut(refusal.getMessage())));
    }

    private static String cut(String reason) {
        String ascii = reason.replaceAll("[^ -~]", "?");
        return ascii.getBytes(StandardCharsets.US_ASCII).length <= LONGEST_REASON
                ? ascii
                : ascii.substring(0, LONGEST_REASON - 3) + "...";
    }

    private void close(CloseStatus status) {
        try {
            socket.close(status);
        } catch (IOException | RuntimeException e) {
            LOG.debug("a client's socket was gone already");
        }
    }
}
