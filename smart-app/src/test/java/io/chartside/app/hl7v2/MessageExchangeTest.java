package io.chartside.app.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.ehr.Hl7v2Interface.Tls;
import io.chartside.app.testing.FreePort;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.mappings.hl7v2.DocumentEvent;
import io.chartside.mappings.hl7v2.MessageCharset;
import io.chartside.mappings.hl7v2.Receiver;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.mappings.hl7v2.Receiver.Documents;
import io.chartside.mappings.hl7v2.Receiver.Header;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageExchangeTest {
    static final String ID = "0MSG-000001";
    static final String MESSAGE = "MSH|^~\\&|CHARTSIDE||EHR||20260304104500+0000||MDM^T02^MDM_T02|" + ID
            + "|T|2.5.1||||||UNICODE UTF-8\rEVN|T02\rPID|1||7||Nguyen^Zoë\r";
    private static final MllpReceiver RECEIVER = new MllpReceiver();

    private final MessageExchange exchange =
            new MessageExchange(Outbound.allowing(List.of(AllowedOrigin.internal(RECEIVER.address()))));

    @BeforeEach
    void calm() {
        RECEIVER.calm();
    }

    @AfterAll
    static void stop() throws IOException {
        RECEIVER.close();
    }

    static Hl7v2Interface to(URI address, Tls tls, Duration timeout, Answers answers) {
        return new Hl7v2Interface(
                address,
                true,
                tls,
                timeout,
                true,
                "text/plain;charset=utf-8",
                true,
                DocumentEvent.ADDENDUM,
                Optional.of(DocumentEvent.CANCELLATION),
                false,
                new Receiver(
                        new Header("CHARTSIDE", "", "EHR", "", "T", MessageCharset.UTF_8, answers),
                        new Documents(Map.of(), Optional.empty(), TextForm.TX_LINES),
                        new Identities(Optional.empty(), Optional.empty(), true, "x", Map.of()),
                        ZoneOffset.UTC));
    }

    static final Tls NO_TLS = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private Answer sent(Answers answers, Duration timeout) {
        return exchange.send(to(RECEIVER.address(), NO_TLS, timeout, answers), ID, MESSAGE);
    }

    private Answer sent(MllpReceiver.Conduct conduct, Answers answers) {
        RECEIVER.next(conduct);
        return sent(answers, Duration.ofSeconds(5));
    }

    static Stream<Arguments> conducts() {
        return Stream.of(
                Arguments.of("accepted", Answers.APPLICATION, MllpReceiver.answers("AA"), Answer.Accepted.class),
                Arguments.of("error", Answers.APPLICATION, MllpReceiver.answers("AE"), Answer.Refused.class),
                Arguments.of("rejected", Answers.APPLICATION, MllpReceiver.answers("AR"), Answer.Refused.class),
                Arguments.of(
                        "stored, nothing else to come",
                        Answers.COMMIT,
                        MllpReceiver.answers("CA"),
                        Answer.Accepted.class),
                Arguments.of("not stored", Answers.COMMIT, MllpReceiver.answers("CE"), Answer.Refused.class),
                Arguments.of("not stored ever", Answers.COMMIT, MllpReceiver.answers("CR"), Answer.Refused.class),
                Arguments.of(
                        "stored, then filed",
                        Answers.COMMIT_AND_APPLICATION,
                        MllpReceiver.answers("CA", "AA"),
                        Answer.Accepted.class),
                Arguments.of(
                        "stored, then refused",
                        Answers.COMMIT_AND_APPLICATION,
                        MllpReceiver.answers("CA", "AE"),
                        Answer.Refused.class),
                Arguments.of(
                        "stored, then silent",
                        Answers.COMMIT_AND_APPLICATION,
                        MllpReceiver.answers("CA"),
                        Answer.Lost.class),
                Arguments.of(
                        "hangs up with the message", Answers.APPLICATION, MllpReceiver.hangsUp(), Answer.Lost.class),
                Arguments.of(
                        "garbage",
                        Answers.APPLICATION,
                        MllpReceiver.says("HTTP/1.1 400 Bad Request\r\n\r\n"),
                        Answer.Lost.class),
                Arguments.of(
                        "garbage in a block",
                        Answers.APPLICATION,
                        MllpReceiver.says(MllpReceiver.block("?")),
                        Answer.Lost.class),
                Arguments.of(
                        "two messages in one block",
                        Answers.APPLICATION,
                        MllpReceiver.says(MllpReceiver.block(
                                MllpReceiver.acknowledgment("AA", ID, "") + MllpReceiver.acknowledgment("AE", ID, ""))),
                        Answer.Lost.class),
                Arguments.of(
                        "answer to another message",
                        Answers.APPLICATION,
                        MllpReceiver.says(MllpReceiver.block(MllpReceiver.acknowledgment("AA", "OTHER", ""))),
                        Answer.Lost.class),
                Arguments.of(
                        "half an answer",
                        Answers.APPLICATION,
                        MllpReceiver.says("\u000b" + MllpReceiver.acknowledgment("AA", ID, "")),
                        Answer.Lost.class),
                Arguments.of(
                        "locked record",
                        Answers.APPLICATION,
                        MllpReceiver.refuses("AE", "|206^Application record locked^HL70357|E"),
                        Answer.NotTaken.class),
                Arguments.of(
                        "MLLP NAK",
                        Answers.APPLICATION,
                        MllpReceiver.says("\u000b\u0015\u001c\r"),
                        Answer.NotTaken.class),
                Arguments.of(
                        "MLLP ACK before the answer",
                        Answers.APPLICATION,
                        MllpReceiver.says(
                                "\u000b\u0006\u001c\r" + MllpReceiver.block(MllpReceiver.acknowledgment("AA", ID, ""))),
                        Answer.Accepted.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conducts")
    void everyConductHasItsAnswer(
            String name, Answers answers, MllpReceiver.Conduct conduct, Class<? extends Answer> expected) {
        assertThat(sent(conduct, answers)).isInstanceOf(expected);
        assertThat(RECEIVER.received()).containsExactly(MESSAGE);
    }

    @Test
    void anAnswerInPiecesIsPutTogether() {
        Answer answer = sent(
                (receiver, socket) -> {
                    String controlId = MllpReceiver.controlId(receiver.read(socket));
                    String block = "noise before it\r\n"
                            + MllpReceiver.block(MllpReceiver.acknowledgment("AA", controlId, ""));
                    for (byte sign : block.getBytes(StandardCharsets.UTF_8)) {
                        socket.getOutputStream().write(sign);
                        socket.getOutputStream().flush();
                    }
                },
                Answers.APPLICATION);
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
    }

    @Test
    void aSilentReceiverIsWaitedForAsLongAsTheProfileSays() {
        RECEIVER.next((receiver, socket) -> {
            receiver.read(socket);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        });
        assertThat(sent(Answers.APPLICATION, Duration.ofMillis(400))).isInstanceOf(Answer.Lost.class);
    }

    @Test
    void anEndlessAnswerIsCutOff() {
        Answer answer = sent(
                (receiver, socket) -> {
                    receiver.read(socket);
                    byte[] much = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                    MllpReceiver.send(socket, "\u000b");
                    for (int i = 0; i < 64; i++) {
                        socket.getOutputStream().write(much);
                    }
                },
                Answers.APPLICATION);
        assertThat(answer).isInstanceOf(Answer.Lost.class);
    }

    @Test
    void nobodyThereOrNotAllowedMeansNotTaken() {
        URI nobody = URI.create("mllp://127.0.0.1:" + FreePort.choose());
        MessageExchange free = new MessageExchange(Outbound.allowing(List.of(AllowedOrigin.internal(nobody))));
        Hl7v2Interface to = to(nobody, NO_TLS, Duration.ofSeconds(2), Answers.APPLICATION);
        assertThat(free.send(to, ID, MESSAGE)).isInstanceOf(Answer.NotTaken.class);
        assertThat(exchange.send(to, ID, MESSAGE)).isInstanceOf(Answer.NotTaken.class);
    }
}
