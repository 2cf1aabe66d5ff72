package io.chartside.app.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A receiver of HL7 over plain MLLP that does what a test wants of it, one connection after the other. */
public final class MllpReceiver implements Closeable {

    /** What becomes of one connection. */
    @FunctionalInterface
    public interface Conduct {
        void meet(MllpReceiver receiver, Socket socket) throws IOException;
    }

    private final ServerSocket server;
    private final Deque<Conduct> conducts = new ConcurrentLinkedDeque<>();
    private final List<String> received = new CopyOnWriteArrayList<>();

    public MllpReceiver() {
        try {
            server = new ServerSocket(FreePort.choose(), 20, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread thread = new Thread(this::serve, "mllp-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    public URI address() {
        return URI.create("mllp://127.0.0.1:" + server.getLocalPort());
    }

    /** The next connection fares so, and not as usual: accepted with AA. */
    public void next(Conduct conduct) {
        conducts.add(conduct);
    }

    public void calm() {
        conducts.clear();
        received.clear();
    }

    /** Messages that arrived whole. */
    public List<String> received() {
        return List.copyOf(received);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(10_000);
                Conduct conduct = conducts.poll();
                (conduct == null ? answers("AA") : conduct).meet(this, socket);
            } catch (IOException hungUp) {
                // The other side's part in the tests of what it does when a connection breaks.
                continue;
            }
        }
    }

    /** Reads one block. */
    public String read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        int sign = in.read();
        if (sign != 0x0b) {
            throw new IOException("no block begins");
        }
        for (sign = in.read(); sign != 0x1c; sign = in.read()) {
            if (sign < 0) {
                throw new IOException("the block does not end");
            }
            message.write(sign);
        }
        if (in.read() != 0x0d) {
            throw new IOException("the block does not end with CR");
        }
        String text = message.toString(StandardCharsets.UTF_8);
        received.add(text);
        return text;
    }

    /** Takes the message and answers with these codes, all at once, each as a block of its own. */
    public static Conduct answers(String... codes) {
        return (receiver, socket) -> {
            String controlId = controlId(receiver.read(socket));
            StringBuilder blocks = new StringBuilder();
            for (String code : codes) {
                blocks.append(block(acknowledgment(code, controlId, "")));
            }
            send(socket, blocks.toString());
        };
    }

    /** Takes the message and refuses it. @param err fields of ERR, from the second */
    public static Conduct refuses(String code, String err) {
        return (receiver, socket) ->
                send(socket, block(acknowledgment(code, controlId(receiver.read(socket)), "ERR||" + err + "\r")));
    }

    /** Takes the message and says this, whatever it is. */
    public static Conduct says(String bytes) {
        return (receiver, socket) -> {
            receiver.read(socket);
            send(socket, bytes);
        };
    }

    /** Takes the message and hangs up. */
    public static Conduct hangsUp() {
        return MllpReceiver::read;
    }

    /** Takes the message, says so to {@code taken}, and is silent until {@code until} is open; then it accepts. */
    public static Conduct silent(CountDownLatch taken, CountDownLatch until) {
        return (receiver, socket) -> {
            String controlId = controlId(receiver.read(socket));
            taken.countDown();
            try {
                until.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            send(socket, block(acknowledgment("AA", controlId, "")));
        };
    }

    /** Hangs up before it has read anything. */
    public static Conduct hangsUpAtOnce() {
        return (receiver, socket) -> socket.setSoLinger(true, 0);
    }

    public static String acknowledgment(String code, String controlId, String more) {
        return "MSH|^~\\&|EHR|HOSPITAL|CHARTSIDE||20260304104501+0000||ACK|A1|P|2.5.1\rMSA|" + code + "|" + controlId
                + "\r" + more;
    }

    public static String block(String text) {
        return "\u000b" + text + "\u001c\r";
    }

    public static String controlId(String message) {
        return message.split("\\|", -1)[9];
    }

    public static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
