package io.chartside.outbound;

import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * The one door to the outside (OWASP ASVS 1.3.6, 15.3.2). Safe for use by many threads.
 *
 * <p>Order of a request: its origin must be on the allow-list; its host is resolved and every address it has must be
 * permitted for that origin; only then is a connection made. The JDK's client resolves the name again, out of the same
 * cache (30 seconds by default), so it connects to what was checked; where the cache entry ends in between, a public origin
 * is still bound by its certificate (public origins are https only) and an internal one may have internal addresses anyway.
 *
 * <p>A request is sent at most once: the JDK's client repeats nothing but GET and HEAD, and pooled connections are dropped
 * after four seconds of rest so that a POST rarely meets one that the other side has just closed.
 */
public final class Outbound {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    static {
        if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
            System.setProperty("jdk.httpclient.keepalive.timeout", "4");
        }
    }

    /** Name resolution, so that tests can say what a name means. */
    @FunctionalInterface
    interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Supplier<? extends Collection<AllowedOrigin>> allowed;
    private final Names names;
    private final HttpClient client;

    Outbound(Supplier<? extends Collection<AllowedOrigin>> allowed, Names names) {
        this.allowed = Objects.requireNonNull(allowed);
        this.names = names;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /** A door to the origins of a fixed list. */
    public static Outbound allowing(Collection<AllowedOrigin> origins) {
        java.util.Set<AllowedOrigin> fixed = java.util.Set.copyOf(origins);
        return new Outbound(() -> fixed, InetAddress::getAllByName);
    }

    /** A door to the origins that are allowed at the time of each request. */
    public static Outbound allowing(Supplier<? extends Collection<AllowedOrigin>> origins) {
        return new Outbound(origins, InetAddress::getAllByName);
    }

    /**
     * Sends a request and waits for the whole answer, whatever its status.
     *
     * @throws OutboundRefused when the origin or an address is not allowed
     * @throws OutboundFailed when there is no whole answer
     */
    public OutboundResponse send(OutboundRequest request) {
        Target target = Target.of(request.address());
        check(target, allowed.get());
        return send(target, request);
    }

    /**
     * As {@link #send(OutboundRequest)}, with a list for this request alone: where it depends on whose request it is.
     *
     * @throws OutboundRefused when the origin or an address is not allowed
     * @throws OutboundFailed when there is no whole answer
     */
    public OutboundResponse send(OutboundRequest request, Collection<AllowedOrigin> origins) {
        Target target = Target.of(request.address());
        check(target, origins);
        return send(target, request);
    }

    private OutboundResponse send(Target target, OutboundRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.address())
                .timeout(request.timeout())
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(builder.build(), information -> new LimitedBody(request.maximumResponseBytes()));
        try {
            HttpResponse<byte[]> response = answer.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new OutboundResponse(
                    response.statusCode(), response.headers().map(), response.body());
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new OutboundFailed(Reach.ANSWER_LOST, target + " did not answer in time", late);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new OutboundFailed(Reach.ANSWER_LOST, "interrupted while waiting for " + target, interrupted);
        } catch (ExecutionException failed) {
            throw failure(target, failed.getCause());
        }
    }

    /**
     * Opens a WebSocket (RFC 6455) and waits until it is open. The origin of {@code wss://host} must be allowed as
     * {@code https://host}, that of {@code ws://} as {@code http://}, which only an internal one can be.
     *
     * @param address absolute, with scheme ws or wss; no secret belongs into it
     * @param headers of the opening request, such as its authorization
     * @throws OutboundRefused when the origin or an address is not allowed
     * @throws OutboundFailed when the other side does not open it
     */
    public OutboundSocket open(URI address, Map<String, String> headers, SocketListener listener) {
        Target target = Target.ofSocket(address);
        check(target, allowed.get());
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        headers.forEach(builder::header);
        SocketMessages messages = new SocketMessages(target.toString(), listener);
        CompletableFuture<WebSocket> opening = builder.buildAsync(address, messages);
        try {
            return new OutboundSocket(
                    opening.get(2 * CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS),
                    target.toString(),
                    messages.gone());
        } catch (TimeoutException late) {
            messages.forsake();
            opening.whenComplete((socket, failure) -> {
                if (socket != null) {
                    socket.abort();
                }
            });
            throw new OutboundFailed(Reach.NOT_SENT, target + " did not open a socket in time", late);
        } catch (InterruptedException interrupted) {
            messages.forsake();
            Thread.currentThread().interrupt();
            throw new OutboundFailed(Reach.NOT_SENT, "interrupted while waiting for " + target, interrupted);
        } catch (ExecutionException failed) {
            messages.forsake();
            throw failed.getCause() instanceof WebSocketHandshakeException refused
                    ? new OutboundFailed(
                            Reach.NOT_SENT,
                            target + " refused the socket with status "
                                    + refused.getResponse().statusCode(),
                            null)
                    : failure(target, failed.getCause());
        }
    }

    /**
     * Connects for a protocol of its own over TCP: MLLP of HL7 v2, {@code mllps://host:port} with TLS 1.2 or 1.3,
     * {@code mllp://host:port} without, which only an internal origin can be. The connection goes to an address that was
     * checked, not to what the name may mean a moment later.
     *
     * @throws OutboundRefused when the origin or an address is not allowed
     * @throws OutboundFailed when no connection that can be trusted comes about; then nothing was sent
     */
    public OutboundStream connect(StreamRequest request) {
        Target target = Target.ofStream(request.address());
        return OutboundStream.open(target, check(target, allowed.get()), request);
    }

    private InetAddress[] check(Target target, Collection<AllowedOrigin> origins) {
        AllowedOrigin origin = origins.stream()
                .filter(candidate -> candidate.covers(target))
                .findFirst()
                .orElseThrow(() -> new OutboundRefused(target + " is not an allowed origin"));
        InetAddress[] addresses;
        try {
            addresses = names.resolve(target.host());
        } catch (UnknownHostException unknown) {
            throw new OutboundFailed(Reach.NOT_SENT, target + " has no address", unknown);
        }
        for (InetAddress address : addresses) {
            if (!AddressRule.permits(address, origin.internal())) {
                throw new OutboundRefused(target + " resolves to an address that is not permitted for it");
            }
        }
        return addresses;
    }

    private static OutboundFailed failure(Target target, Throwable cause) {
        if (cause instanceof LimitedBody.TooLong) {
            return new OutboundFailed(Reach.ANSWER_LOST, target + ": " + cause.getMessage(), cause);
        }
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new OutboundFailed(Reach.NOT_SENT, target + " cannot be reached", cause);
        }
        if (cause instanceof javax.net.ssl.SSLHandshakeException || isTrustFailure(cause)) {
            return new OutboundFailed(Reach.NOT_SENT, target + " offers no connection that can be trusted", cause);
        }
        String reason = cause instanceof IOException ? " broke off before its answer was whole" : " failed";
        return new OutboundFailed(Reach.ANSWER_LOST, target + reason, cause);
    }

    private static boolean isTrustFailure(Throwable cause) {
        return cause instanceof SSLException && cause.getCause() instanceof java.security.cert.CertificateException;
    }
}
