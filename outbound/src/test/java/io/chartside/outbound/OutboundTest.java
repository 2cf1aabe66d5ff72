package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboundTest {

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private URI base;
    private Outbound outbound;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/away")) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals("/long")) {
                exchange.sendResponseHeaders(200, 0);
                try (var out = exchange.getResponseBody()) {
                    for (int i = 0; i < 64; i++) {
                        out.write(new byte[64 * 1024]);
                    }
                } catch (IOException hungUp) {
                    // The client hangs up at its limit, which is what the test wants.
                }
            } else {
                exchange.getResponseHeaders().add("X-Method", exchange.getRequestMethod());
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        outbound = Outbound.allowing(List.of(AllowedOrigin.internal(base)));
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void anAllowedInternalOriginAnswers() {
        OutboundResponse response =
                outbound.send(OutboundRequest.of("POST", base.resolve("/echo"), "text/plain", "hello".getBytes()));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("hello");
        assertThat(response.header("x-method")).contains("POST");
    }

    @Test
    void anOriginThatIsNotListedIsRefusedBeforeAnyRequest() {
        URI other = URI.create("http://localhost:" + base.getPort() + "/");
        assertThatThrownBy(() -> outbound.send(OutboundRequest.get(other, "*/*")))
                .isInstanceOf(OutboundRefused.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aListOfTheRequestsOwn_takesThePlaceOfTheDoors() {
        OutboundRequest request = OutboundRequest.get(base.resolve("/echo"), "*/*");
        assertThatThrownBy(() -> outbound.send(request, List.of())).isInstanceOf(OutboundRefused.class);
        assertThat(requests).hasValue(0);
        Outbound closed = Outbound.allowing(List.of());
        assertThat(closed.send(request, List.of(AllowedOrigin.internal(base))).status())
                .isEqualTo(200);
    }

    @Test
    void anotherPortOfAnAllowedHostIsRefused() {
        URI other = URI.create("http://127.0.0.1:" + (base.getPort() == 1 ? 2 : base.getPort() - 1) + "/");
        assertThatThrownBy(() -> outbound.send(OutboundRequest.get(other, "*/*")))
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void aPublicNameThatResolvesToALoopbackOrPrivateAddressIsRefused() throws IOException {
        for (String address :
                List.of("127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1")) {
            Outbound door = new Outbound(() -> List.of(AllowedOrigin.of(URI.create("https://ehr.example"))), host ->
                    new InetAddress[] {InetAddress.getByName(address)});
            assertThatThrownBy(() -> door.send(OutboundRequest.get(URI.create("https://ehr.example/fhir"), "*/*")))
                    .as(address)
                    .isInstanceOf(OutboundRefused.class);
        }
    }

    @Test
    void oneBadAddressAmongGoodOnesIsEnoughToRefuse() {
        Outbound door = new Outbound(() -> List.of(AllowedOrigin.of(URI.create("https://ehr.example"))), host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("192.168.1.1")});
        assertThatThrownBy(() -> door.send(OutboundRequest.get(URI.create("https://ehr.example/"), "*/*")))
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void cloudMetadataIsRefusedEvenForAnInternalOrigin() {
        URI metadata = URI.create("http://169.254.169.254/latest/meta-data/");
        Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(metadata)));
        assertThatThrownBy(() -> door.send(OutboundRequest.get(metadata, "*/*")))
                .isInstanceOf(OutboundRefused.class);
    }

    @Test
    void aRedirectIsHandedBackAndNotFollowed() {
        OutboundResponse response = outbound.send(OutboundRequest.get(base.resolve("/away"), "*/*"));
        assertThat(response.status()).isEqualTo(302);
        assertThat(requests).hasValue(1);
    }

    @Test
    void anAnswerLongerThanTheLimitIsCutOff() {
        OutboundFailed failed = catchThrowableOfType(
                OutboundFailed.class,
                () -> outbound.send(
                        OutboundRequest.get(base.resolve("/long"), "*/*").limits(Duration.ofSeconds(5), 100_000)));
        assertThat(failed.reach()).isEqualTo(Reach.ANSWER_LOST);
        assertThat(failed).hasMessageContaining("longer than 100000 bytes");
    }

    @Test
    void aClosedPortMeansNotSent() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        URI address = URI.create("http://127.0.0.1:" + closed + "/");
        Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(address)));
        OutboundFailed failed = catchThrowableOfType(
                OutboundFailed.class, () -> door.send(OutboundRequest.of("POST", address, "text/plain", new byte[3])));
        assertThat(failed.reach()).isEqualTo(Reach.NOT_SENT);
    }

    @Test
    void aConnectionCutAfterTheRequestMeansAnswerLostAndIsNotRepeated() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread cutter = new Thread(() -> {
                while (!socket.isClosed()) {
                    try (Socket one = socket.accept()) {
                        connections.incrementAndGet();
                        one.getInputStream().read(new byte[512]);
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            cutter.start();
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(address)));
            OutboundFailed failed = catchThrowableOfType(
                    OutboundFailed.class,
                    () -> door.send(OutboundRequest.of("POST", address, "text/plain", "note".getBytes())));
            assertThat(failed.reach()).isEqualTo(Reach.ANSWER_LOST);
            assertThat(connections).hasValue(1);
            socket.close();
            cutter.join();
        }
    }

    @Test
    void aSilentServerMeansAnswerLostWithinTheTimeout() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(address)));
            OutboundFailed failed = catchThrowableOfType(
                    OutboundFailed.class,
                    () -> door.send(OutboundRequest.get(address, "*/*").limits(Duration.ofMillis(200), 10)));
            assertThat(failed.reach()).isEqualTo(Reach.ANSWER_LOST);
        }
    }

    @Test
    void failuresNameTheOriginButNeverPathOrQuery() {
        URI secret = URI.create("https://unlisted.example/Patient/4711?name=Ada");
        assertThatThrownBy(() -> outbound.send(OutboundRequest.get(secret, "*/*")))
                .hasMessageNotContaining("4711")
                .hasMessageNotContaining("Ada");
        assertThat(OutboundRequest.get(secret, "*/*")).asString().doesNotContain("4711", "Ada");
    }
}
