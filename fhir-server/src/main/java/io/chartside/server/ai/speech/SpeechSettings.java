package io.chartside.server.ai.speech;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code chartside.speech}: the services that the operator has contracts with. Which of them a tenant's audio goes to, the
 * tenant's file says; without a word there it goes to none.
 *
 * @param deepgram Deepgram's live protocol, or a service that speaks it
 * @param transcriptions OpenAI's {@code POST /v1/audio/transcriptions}, or a service that speaks it, as faster-whisper does
 */
@ConfigurationProperties("chartside.speech")
public record SpeechSettings(
        @DefaultValue Deepgram deepgram, @DefaultValue Transcriptions transcriptions) {

    /**
     * @param url {@code wss://api.deepgram.com} or one in the house; empty: not there
     * @param internal whether its host has a loopback or private address
     * @param key of the account
     * @param model that is asked for
     * @param language of the conversations, a BCP 47 tag
     * @param silence a line that says nothing for so long, though audio waits for an answer, is replaced by another; 1 s or more
     */
    public record Deepgram(
            URI url,
            @DefaultValue("false") boolean internal,
            @DefaultValue("") String key,
            @DefaultValue("nova-3-medical") String model,
            @DefaultValue("en-US") String language,
            @DefaultValue("20s") Duration silence) {
        public Deepgram {
            if (url != null && (url.getHost() == null || !url.getScheme().matches("wss?"))) {
                throw new IllegalArgumentException("chartside.speech.deepgram.url is wss://host[:port]");
            }
            if (silence.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("chartside.speech.deepgram.silence is a second at least");
            }
        }

        boolean isThere() {
            return url != null;
        }

        @Override
        public String toString() {
            return "deepgram";
        }
    }

    /**
     * @param url the service's base: {@code https://api.openai.com}; empty: not there
     * @param internal whether its host has a loopback or private address
     * @param key sent as a bearer token; empty: none is sent
     * @param model that is asked for
     * @param timeout of one request
     * @param silence segments that the service itself takes for silence with at least this probability are dropped, 0 to 1
     */
    public record Transcriptions(
            URI url,
            @DefaultValue("false") boolean internal,
            @DefaultValue("") String key,
            @DefaultValue("whisper-1") String model,
            @DefaultValue("2m") Duration timeout,
            @DefaultValue("0.6") double silence) {
        public Transcriptions {
            if (url != null && (url.getHost() == null || !url.getScheme().matches("https?"))) {
                throw new IllegalArgumentException("chartside.speech.transcriptions.url is https://host[:port]");
            }
            if (silence < 0 || silence > 1) {
                throw new IllegalArgumentException("chartside.speech.transcriptions.silence is 0 to 1");
            }
        }

        boolean isThere() {
            return url != null;
        }

        @Override
        public String toString() {
            return "transcriptions";
        }
    }
}
