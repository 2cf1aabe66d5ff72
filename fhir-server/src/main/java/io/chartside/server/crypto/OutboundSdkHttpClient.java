package io.chartside.server.crypto;

import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Sends what the AWS SDK has to send through the one door to the outside. */
public final class OutboundSdkHttpClient implements SdkHttpClient {
    private static final int LONGEST_ANSWER = 64 * 1024;
    /** The JDK's client writes these itself. */
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect");

    private final Function<OutboundRequest, OutboundResponse> door;
    private final Duration timeout;

    /** @param door sends a request through {@link Outbound}; it may give it other limits */
    public OutboundSdkHttpClient(Function<OutboundRequest, OutboundResponse> door, Duration timeout) {
        this.door = door;
        this.timeout = timeout;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return send(request);
            }

            @Override
            public void abort() {
                // The door gives up by itself when the time is over.
            }
        };
    }

    private HttpExecuteResponse send(HttpExecuteRequest request) throws IOException {
        SdkHttpRequest head = request.httpRequest();
        Map<String, String> headers = new LinkedHashMap<>();
        head.forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(",", values));
            }
        });
        try {
            return answer(door.apply(new OutboundRequest(
                    head.method().name(), head.getUri(), headers, body(request), timeout, LONGEST_ANSWER)));
        } catch (OutboundFailed | OutboundRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream body = request.contentStreamProvider().get().newStream()) {
            return body.readAllBytes();
        }
    }

    private static HttpExecuteResponse answer(OutboundResponse answer) {
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder().statusCode(answer.status());
        for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
            head.putHeader(header.getKey(), header.getValue());
        }
        return HttpExecuteResponse.builder()
                .response(head.build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())))
                .build();
    }

    @Override
    public void close() {
        // The door has nothing to close.
    }
}
