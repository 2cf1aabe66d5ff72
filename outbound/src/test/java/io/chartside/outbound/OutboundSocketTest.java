package io.chartside.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
}
