package io.chartside.outbound;

import io.chartside.outbound.OutboundFailed.Reach;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An open connection for a protocol over TCP. For one thread. */
public final class OutboundStream implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * TLS 1.3 lets a client send before the server has looked at its certificate, or missed it (RFC 8446, 4.4.2): for so long
     * a refusal is waited for, without which a message that nobody will read would look like one whose answer was lost.
     */
    private static final int REFUSAL_MILLIS = 300;

    private final Target target;
    private final long deadline;
    private volatile Socket plain = direct();
    private Socket socket;
    private PushbackInputStream in;

    private OutboundStream(Target target, Duration timeout) {
        this.target = target;
        this.deadline = System.nanoTime() + timeout.toNanos();
        // A write has no timeout of its own: a receiver that reads no further would hold this thread for ever.
        CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::cut);
    }

    static OutboundStream open(Target target, InetAddress[] checked, StreamRequest request) {
        OutboundStream stream = new OutboundStream(target, request.timeout());
        try {
            stream.connect(checked);
        } catch (IOException unreachable) {
            stream.cut();
            throw new OutboundFailed(Reach.NOT_SENT, target + " cannot be reached", unreachable);
        }
        try {
            stream.secure(request);
            return stream;
        } catch (IOException untrusted) {
            stream.cut();
            throw new OutboundFailed(Reach.NOT_SENT, target + " offers no connection that can be trusted", untrusted);
        }
    }

    /** To the address that was checked, whatever proxy the installation has set. */
    private static Socket direct() {
        return new Socket(Proxy.NO_PROXY);
    }

    /** One address after the other, until one answers. */
    private void connect(InetAddress[] checked) throws IOException {
        IOException unreachable = new IOException("no address");
        for (InetAddress address : checked) {
            // A socket that failed to connect cannot be used again.
            cut();
            plain = direct();
            plain.setTcpNoDelay(true);
            try {
                int wait = (int) Math.min(CONNECT_TIMEOUT.toMillis(), millisLeft());
                plain.connect(new InetSocketAddress(address, target.port()), wait);
                return;
            } catch (IOException failed) {
                unreachable = failed;
            }
        }
        throw unreachable;
    }

    private void secure(StreamRequest request) throws IOException {
        socket = plain;
        if (target.scheme().equals(Target.ENCRYPTED_STREAM)) {
            socket = shaken(request);
        }
        in = new PushbackInputStream(socket.getInputStream());
        if (socket instanceof SSLSocket secured
                && secured.getSession().getProtocol().equals("TLSv1.3")) {
            awaitRefusal();
        }
    }

    private SSLSocket shaken(StreamRequest request) throws IOException {
        String name = request.certificateName().orElse(target.host());
        SSLSocket secured =
                (SSLSocket) context(request).getSocketFactory().createSocket(plain, name, target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(millisLeft());
        secured.startHandshake();
        return secured;
    }

    private static SSLContext context(StreamRequest request) {
        try {
            return request.tls().isPresent() ? request.tls().get() : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java installation has no TLS", impossible);
        }
    }

    private void awaitRefusal() throws IOException {
        socket.setSoTimeout(Math.min(REFUSAL_MILLIS, millisLeft()));
        try {
            int first = in.read();
            if (first < 0) {
                throw new SSLException("closed before anything was sent");
            }
            in.unread(first);
        } catch (SocketTimeoutException notRefused) {
            // What is usual: the other side waits for us.
            socket.setSoTimeout(millisLeft());
        }
    }

    /** @throws OutboundFailed when it did not leave whole */
    public void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    /**
     * Waits for bytes.
     *
     * @return how many were read, at least 1; -1 when the other side has closed
     * @throws OutboundFailed when none came in time, or the connection broke
     */
    public int read(byte[] buffer) {
        try {
            socket.setSoTimeout(millisLeft());
            return in.read(buffer);
        } catch (IOException failed) {
            throw broken(failed);
        }
    }

    private OutboundFailed broken(IOException cause) {
        if (cause instanceof SSLHandshakeException) {
            // An alert that ends a handshake: the other side never got as far as the message.
            return new OutboundFailed(Reach.NOT_SENT, target + " refused the connection", cause);
        }
        boolean late = cause instanceof SocketTimeoutException || System.nanoTime() >= deadline;
        return new OutboundFailed(
                Reach.ANSWER_LOST, target + (late ? " did not answer in time" : " broke the connection off"), cause);
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left < 1) {
            throw new SocketTimeoutException("the time for the whole exchange is over");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /** Hangs up. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException goodbyeFailed) {
            cut();
        }
    }

    /** Closes below TLS, since a goodbye might wait behind a write that does not end. */
    private void cut() {
        try {
            plain.close();
        } catch (IOException alreadyGone) {
            throw new IllegalStateException("a socket cannot be closed", alreadyGone);
        }
    }

    @Override
    public String toString() {
        return "connection to " + target;
    }
}
