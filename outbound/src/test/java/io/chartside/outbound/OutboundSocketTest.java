package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.chartside.outbound.OutboundFailed.Reach;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets pass the same door as requests (MH8). What comes over one is tested with the speech services. */
class OutboundSocketTest {
    private static final SocketListener NOBODY = new SocketListener() {
        @Override
        public void text(String message) {
            throw new AssertionError();
        }

        @Override
        public void closed(int code) {
            throw new AssertionError();
        }

        @Override
        public void failed(OutboundFailed failure) {
            throw new AssertionError();
        }
    };

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private int port;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port + "/elsewhere");
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/away") ? 302 : 401, -1);
            exchange.close();
        });
        server.start();
        port = server.getAddress().getPort();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    private URI address(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    @Test
    void anOriginThatIsNotListed_isNotOpened() {
        Outbound door = Outbound.allowing(List.of(AllowedOrigin.of(URI.create("https://speech.example"))));
        assertThatThrownBy(() -> door.open(address("ws", "/"), Map.of(), NOBODY))
                .isInstanceOf(OutboundRefused.class);
        // A public origin is https, so its sockets are encrypted.
        assertThatThrownBy(() -> door.open(URI.create("ws://speech.example/"), Map.of(), NOBODY))
                .isInstanceOf(OutboundRefused.class);
        assertThatThrownBy(() -> door.open(address("http", "/"), Map.of(), NOBODY))
                .isInstanceOf(OutboundRefused.class);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aServiceThatRefusesOrPointsElsewhere_isNotFollowed() {
        Outbound door = Outbound.allowing(List.of(AllowedOrigin.internal(address("http", "/"))));
        OutboundFailed refused = catchThrowableOfType(
                OutboundFailed.class, () -> door.open(address("ws", "/"), Map.of("Authorization", "Token x"), NOBODY));
        assertThat(refused).hasMessageContaining("401");
        assertThat(refused.reach()).isEqualTo(Reach.NOT_SENT);
        assertThatThrownBy(() -> door.open(address("ws", "/away"), Map.of(), NOBODY))
                .isInstanceOf(OutboundFailed.class);
        assertThat(requests).hasValue(2);
    }

    /** A service that opens the socket and reads nothing. */
    private static void openAndReadNothing(ServerSocket listening, CountDownLatch over) {
        try (Socket socket = listening.accept()) {
            socket.setReceiveBufferSize(4096);
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(socket.getInputStream().read());
            }
            String key =
                    head.toString(StandardCharsets.ISO_8859_1).replaceAll("(?is).*sec-websocket-key: (\\S+).*", "$1");
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Accept: "
                                    + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            over.await();
        } catch (IOException | InterruptedException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSenderWhomNobodyReads_isLetGo_whenTheSocketIsHungUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread service = new Thread(() -> openAndReadNothing(listening, over));
            service.setDaemon(true);
            service.start();
            URI origin = URI.create("http://127.0.0.1:" + listening.getLocalPort());
            OutboundSocket socket = Outbound.allowing(List.of(AllowedOrigin.internal(origin)))
                    .open(URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/"), Map.of(), NOBODY);
            AtomicInteger sent = new AtomicInteger();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                while (true) {
                    socket.binary(new byte[1 << 20]);
                    sent.incrementAndGet();
                }
            });
            int before = -1;
            for (int same = 0; same < 25; same = sent.get() == before ? same + 1 : 0) {
                before = sent.get();
                LockSupport.parkNanos(20_000_000);
            }
            socket.abort();
            assertThat(sending)
                    .failsWithin(Duration.ofSeconds(4))
                    .withThrowableThat()
                    .withCauseInstanceOf(OutboundFailed.class);
        } finally {
            over.countDown();
        }
    }
}
