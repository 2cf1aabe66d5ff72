package io.chartside.server.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.access.Caller;
import io.chartside.server.ai.speech.AudioFormat;
import io.chartside.server.audit.AuditUnavailableException;
import io.chartside.server.interaction.FhirRefusal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;

/**
 * {@code ws://host/fhir/{tenant}/audio/{encounter}}: the protocol of docs/speech.md. Text messages are JSON with a
 * {@code type}; a binary message is a frame: its number, four bytes, the most significant first, and the audio.
 */
@Component
final class AudioSocket extends AbstractWebSocketHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AudioSocket.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = AudioSocket.class.getName();
    private static final long START_WITHIN_MILLIS = 10_000;
    /** Looks at the token each time: who is cut off is hung up on within five seconds, of which others' tokens are kept for four. */
    private static final long TICK_MILLIS = 1_000;

    private static final long RECORDING_TICKS = 2;
    private static final int NUMBER_BYTES = 4;
    private static final int LONGEST_TEXT = 8192;
    private static final int SEND_MILLIS = 10_000;
    private static final int SEND_BYTES = 1 << 20;
    /** Looks at the patient's consent between two ticks of these. */
    private static final Duration CONSENT_LOOKED_AT = Duration.ofSeconds(4);

    private final Recordings recordings;
    private final AudioTickets tickets;
    private final SpeechThreads threads;

    AudioSocket(Recordings recordings, AudioTickets tickets, SpeechThreads threads) {
        this.recordings = recordings;
        this.tickets = tickets;
        this.threads = threads;
    }

    /** One connection. */
    private static final class State {
        private final AudioClient client;
        private final AudioAddress address;
        private volatile LiveRecording recording;
        private volatile AudioTickets.Shown shown = AudioTickets.Shown.NOTHING;
        private volatile boolean over;
        private volatile long lookedAt = System.nanoTime();
        /** Of one thread after the other. */
        private volatile long ticks;

        State(AudioClient client, AudioAddress address) {
            this.client = client;
            this.address = address;
        }
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
        AudioClient client = new AudioClient(new ConcurrentWebSocketSessionDecorator(socket, SEND_MILLIS, SEND_BYTES));
        State state = new State(client, AudioAddress.of(socket));
        socket.getAttributes().put(STATE, state);
        threads.later(START_WITHIN_MILLIS, () -> {
            if (state.recording == null) {
                refuse(state, new FhirRefusal(408, "timeout", "The first message did not come in time"));
            }
        });
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) {
        State state = state(socket);
        guarded(state, () -> {
            JsonNode json = parse(message.getPayload());
            String type = json.path("type").asText();
            if (state.recording == null) {
                if (!type.equals("start")) {
                    throw FhirRefusal.malformed("The first message is of type start");
                }
                start(state, json);
                return;
            }
            switch (type) {
                case "pause" -> state.recording.pause();
                case "finish" -> state.recording.finish();
                case "discard" -> discard(state);
                case "renew" -> renew(state, json);
                default -> throw FhirRefusal.malformed("A message is of type pause, finish, discard or renew");
            }
        });
    }

    private static JsonNode parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw FhirRefusal.malformed("A text message has at most " + LONGEST_TEXT + " characters");
        }
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw FhirRefusal.malformed("A text message is a JSON object");
        }
        throw FhirRefusal.malformed("A text message is a JSON object");
    }

    private void start(State state, JsonNode json) {
        AudioFormat format = AudioFormat.of(json.path("format").asText())
                .orElseThrow(() -> new FhirRefusal(
                        415,
                        "not-supported",
                        "format is " + AudioFormat.PCM.mediaType() + " or " + AudioFormat.WEBM.mediaType()));
        RecordedVisit visit = visit(state, json);
        LiveRecording recording = recordings.open(state.client, visit, format, session(json));
        state.recording = recording;
        if (state.over) { // The connection went before it was known what it leaves.
            leave(recording);
            return;
        }
        threads.later(TICK_MILLIS, () -> tick(state));
    }

    /** Who the token's or the ticket's owner is, and whether he may record this visit. */
    private RecordedVisit visit(State state, JsonNode json) {
        AudioTickets.Shown shown = shown(state.address, json);
        var context = state.address.context(caller(state.address, shown));
        try {
            RecordedVisit visit = recordings.admit(context, state.address.encounterId());
            state.shown = shown;
            return visit;
        } catch (FhirRefusal refusal) {
            recordings.refused(context, refusal);
            throw refusal;
        }
    }

    /** A ticket, a bearer token, or a token that is bound to a key with the proof of the request that opened the socket. */
    private AudioTickets.Shown shown(AudioAddress address, JsonNode json) {
        try {
            if (json.hasNonNull("ticket")) {
                return tickets.opened(
                        address.tenant().id(),
                        address.encounterId(),
                        json.path("ticket").asText());
            }
            String token = json.path("token").asText();
            return json.hasNonNull("proof")
                    ? tickets.proven(address.tenant(), token, json.path("proof").asText(), address.url())
                    : new AudioTickets.Shown(token, Optional.empty());
        } catch (FhirRefusal refusal) {
            recordings.refused(address, refusal);
            throw refusal;
        }
    }

    private Caller caller(AudioAddress address, AudioTickets.Shown shown) {
        try {
            return tickets.caller(address.tenant().id(), shown);
        } catch (FhirRefusal refusal) {
            recordings.refused(address, refusal);
            throw refusal;
        }
    }

    private static Optional<UUID> session(JsonNode json) {
        if (!json.hasNonNull("session")) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(json.path("session").asText()));
        } catch (IllegalArgumentException e) {
            throw FhirRefusal.malformed("session is the one that the message ready named");
        }
    }

    private void renew(State state, JsonNode json) {
        RecordedVisit visit = visit(state, json);
        String subject = state.recording.visit().context().caller().subject();
        if (!visit.context().caller().subject().equals(subject)) {
            throw FhirRefusal.forbidden("Another person's token does not go on with this recording");
        }
        state.recording.renewed(visit);
    }

    private void discard(State state) {
        LiveRecording recording = state.recording;
        recording.leave();
        recordings.discard(recording.visit(), recording.session());
        state.over = true;
        state.client.discarded();
    }

    private void tick(State state) {
        if (state.over) {
            return;
        }
        guarded(state, () -> {
            caller(state.address, state.shown);
            state.ticks = state.ticks + 1;
            if (state.ticks % RECORDING_TICKS == 0) {
                state.recording.tick();
            }
            if (System.nanoTime() - state.lookedAt > CONSENT_LOOKED_AT.toNanos()) {
                state.lookedAt = System.nanoTime();
                recordings.requireConsent(state.recording.visit());
            }
        });
        threads.later(TICK_MILLIS, () -> tick(state));
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) {
        State state = state(socket);
        guarded(state, () -> {
            ByteBuffer frame = message.getPayload();
            if (state.recording == null) {
                throw FhirRefusal.malformed("The first message is of type start");
            }
            if (frame.remaining() < NUMBER_BYTES) {
                throw FhirRefusal.malformed("A frame begins with its number, four bytes");
            }
            int number = frame.getInt();
            if (number < 0) {
                throw FhirRefusal.malformed("Frames are numbered from 0");
            }
            byte[] audio = new byte[frame.remaining()];
            frame.get(audio);
            state.recording.audio(number, audio);
        });
    }

    private static void guarded(State state, Runnable work) {
        if (state.over) {
            return;
        }
        try {
            work.run();
        } catch (FhirRefusal refusal) {
            refuse(state, refusal);
        } catch (AuditUnavailableException e) {
            refuse(state, new FhirRefusal(503, "transient", "It could not be put on record, so it was not done"));
        } catch (RuntimeException | Error e) {
            // The message may hold words of a visit.
            LOG.error("a recording's message failed: {}", e.getClass().getName());
            refuse(state, new FhirRefusal(500, "exception", "The message could not be worked on"));
        }
    }

    private static void refuse(State state, FhirRefusal refusal) {
        state.over = true;
        if (state.recording != null) {
            state.recording.leave();
        }
        state.client.refuse(refusal);
    }

    @Override
    public void handleTransportError(WebSocketSession socket, Throwable exception) {
        leave(socket);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        leave(socket);
    }

    private void leave(WebSocketSession socket) {
        State state = state(socket);
        state.over = true;
        if (state.recording != null) {
            leave(state.recording);
        }
    }

    private void leave(LiveRecording recording) {
        recording.leave();
        threads.run(() -> recordings.release(recording.session()));
    }

    private static State state(WebSocketSession socket) {
        return (State) socket.getAttributes().get(STATE);
    }
}
