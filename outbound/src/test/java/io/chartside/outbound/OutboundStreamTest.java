package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections for HL7 v2 pass the same door as requests (MH8). What TLS they speak is tested with a receiver of HL7. */
class OutboundStreamTest {
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private URI address(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
    }

    private static StreamRequest request(URI address, long millis) {
        return new StreamRequest(address, Optional.empty(), Optional.empty(), Duration.ofMillis(millis));
    }

    private Outbound door() {
        return Outbound.allowing(List.of(AllowedOrigin.internal(address("mllp"))));
    }

    @Test
    void aNeighbourIsSpokenWith() throws IOException {
        try (OutboundStream stream = door().connect(request(address("mllp"), 5_000));
                Socket other = server.accept()) {
            stream.send("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(other.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
            other.getOutputStream().write('!');
            other.shutdownOutput();
            byte[] buffer = new byte[8];
            assertThat(stream.read(buffer)).isEqualTo(1);
            assertThat(stream.read(buffer)).isEqualTo(-1);
        }
    }

    @Test
    void whatIsNotListedOrNotPermittedIsNotConnectedTo() {
        Outbound other = Outbound.allowing(List.of(AllowedOrigin.of(URI.create("mllps://hl7.example:6661"))));
        assertThatThrownBy(() -> other.connect(request(address("mllp"), 1_000))).isInstanceOf(OutboundRefused.class);
        assertThatThrownBy(() -> other.connect(request(URI.create("mllp://hl7.example:6661"), 1_000)))
                .as("plain is another origin than encrypted")
                .isInstanceOf(OutboundRefused.class);
        Outbound rebound = new Outbound(() -> Set.of(AllowedOrigin.of(URI.create("mllps://hl7.example:6661"))), host ->
                new InetAddress[] {InetAddress.getLoopbackAddress()});
        assertThatThrownBy(() -> rebound.connect(request(URI.create("mllps://hl7.example:6661"), 1_000)))
                .as("a public name with a loopback address")
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void anAddressThatDoesNotAnswerIsPassedOver() throws IOException {
        URI named = URI.create("mllp://engine.internal:" + server.getLocalPort());
        Outbound door = new Outbound(() -> Set.of(AllowedOrigin.internal(named)), host ->
                new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getLoopbackAddress()});
        try (OutboundStream stream = door.connect(request(named, 5_000));
                Socket other = server.accept()) {
            stream.send(new byte[] {'x'});
            assertThat(other.getInputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void aPublicReceiverMustEncrypt() {
        assertThatThrownBy(() -> AllowedOrigin.of(URI.create("mllp://hl7.example:6661")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mllps://hl7.example",
                "mllps://hl7.example:6661/path",
                "mllps://hl7.example:6661?x=1",
                "mllps://user@hl7.example:6661",
                "https://hl7.example:6661"
            })
    void anAddressIsAHostAndAPort(String address) {
        assertThatThrownBy(() -> door().connect(request(URI.create(address), 1_000)))
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void aSilentReceiverEndsAtTheTimeout() throws IOException {
        try (OutboundStream stream = door().connect(request(address("mllp"), 300));
                Socket other = server.accept()) {
            stream.send(new byte[] {1});
            OutboundFailed failed = catchThrowableOfType(OutboundFailed.class, () -> stream.read(new byte[8]));
            assertThat(failed.reach()).isEqualTo(Reach.ANSWER_LOST);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void aReceiverThatReadsNoFurtherEndsAtTheTimeout() throws IOException {
        try (OutboundStream stream = door().connect(request(address("mllp"), 500));
                Socket other = server.accept()) {
            OutboundFailed failed = catchThrowableOfType(OutboundFailed.class, () -> stream.send(new byte[64 << 20]));
            assertThat(failed.reach()).isEqualTo(Reach.ANSWER_LOST);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void nobodyThereOrNoTlsThereMeansThatNothingWasSent() throws IOException {
        Outbound encrypted = Outbound.allowing(List.of(AllowedOrigin.internal(address("mllps"))));
        Thread answering = new Thread(() -> {
            try (Socket other = server.accept()) {
                other.getOutputStream().write("no TLS here\r\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                throw new java.io.UncheckedIOException(closed);
            }
        });
        answering.start();
        assertThat(catchThrowableOfType(OutboundFailed.class, () -> encrypted.connect(request(address("mllps"), 2_000)))
                        .reach())
                .isEqualTo(Reach.NOT_SENT);
        server.close();
        assertThat(catchThrowableOfType(OutboundFailed.class, () -> door().connect(request(address("mllp"), 2_000)))
                        .reach())
                .isEqualTo(Reach.NOT_SENT);
    }
}
