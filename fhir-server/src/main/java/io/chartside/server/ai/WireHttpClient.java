package io.chartside.server.ai;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends what LangChain4j has to send over a call's {@link Wire}. */
final class WireHttpClient implements HttpClient {
    private final Wire wire;

    private WireHttpClient(Wire wire) {
        this.wire = wire;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, values) -> headers.put(name, String.join(",", values)));
        byte[] body = request.body() == null ? new byte[0] : request.body().getBytes(StandardCharsets.UTF_8);
        OutboundResponse response = wire.send(new OutboundRequest(
                request.method().name(), URI.create(request.url()), headers, body, wire.limit(), 0));
        if (!response.isSuccess()) {
            // Its body may repeat what was sent, so it goes into no message.
            throw new HttpException(response.status(), "HTTP " + response.status());
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(response.status())
                .headers(response.headers())
                .body(response.text())
                .build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers come whole");
    }

    /** Its limits are those of the wire. */
    static final class Builder implements HttpClientBuilder {
        private final Wire wire;

        Builder(Wire wire) {
            this.wire = wire;
        }

        @Override
        public Duration connectTimeout() {
            return wire.limit();
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return wire.limit();
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            return this;
        }

        @Override
        public HttpClient build() {
            return new WireHttpClient(wire);
        }
    }
}
