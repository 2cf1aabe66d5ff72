package io.chartside.server.speech;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service on loopback that speaks Deepgram's live protocol, byte for byte, and truly hears: each tenth of a second of audio
 * begins with the number of a word, little-endian, and word 7 is "w7"; where it is {@link #SILENCE}, nobody speaks. Five words are one final result; two voices take turns
 * of ten. So what it writes down is exactly what it was sent. Over 400 lines since a peer is one thing: its protocol, what it hears and how it fails.
 */
public final class DeepgramPeer {
    static final String KEY = "deepgram-test-key";
    static final int BLOCK = 3200;
    static final int SILENCE = 0xFFFF;
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int WORDS_OF_A_RESULT = 5;

    private static final DeepgramPeer INSTANCE = new DeepgramPeer();

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger keepAlives = new AtomicInteger();
    private final AtomicInteger flushes = new AtomicInteger();
    private final BlockingQueue<Fault> faults = new LinkedBlockingQueue<>();
    private final List<HeardLine> heard = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch calm = new CountDownLatch(1);
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private volatile int behind;

    private DeepgramPeer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread accepting = new Thread(this::accept, "deepgram-peer");
        accepting.setDaemon(true);
        accepting.start();
    }

    public static String url() {
        return "ws://127.0.0.1:" + INSTANCE.server.getLocalPort();
    }

    static DeepgramPeer instance() {
        return INSTANCE;
    }

    /** What goes wrong on a connection. */
    enum Kind {
        /** Closes without a goodbye; what it said before arrives. */
        BREAK,
        /** Resets the connection, whatever is on its way. */
        RESET,
        /** Reads nothing any more, and stays. */
        STALL,
        /** Reads on, and says nothing any more. */
        MUTE,
        /** Tells each final result only with the next result. */
        LATE,
        /** Stays when it has said all. */
        STAY
    }

    /** @param words heard on the connection before it begins */
    record Fault(Kind kind, int words) {}

    /** The next connections each have one of these. */
    void failing(Fault... each) {
        faults.addAll(List.of(each));
    }

    /** What each connection since the last {@link #calm} was sent. */
    List<HeardLine> heard() {
        return heard;
    }

    /** From now on the bytes go to and from another service on this port of loopback; 0: to none. */
    void standInFor(int port) {
        behind = port;
    }

    /** Answers 503 from now on. */
    void refuse(boolean yes) {
        refusing = yes;
    }

    int connections() {
        return connections.get();
    }

    int keepAlives() {
        return keepAlives.get();
    }

    int flushes() {
        return flushes.get();
    }

    List<String> queries() {
        return queries;
    }

    void calm() {
        faults.clear();
        heard.clear();
        refusing = false;
        behind = 0;
        calm.countDown();
        calm = new CountDownLatch(1);
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                Thread serving = new Thread(() -> serve(socket), "deepgram-peer-stream");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (behind != 0) {
                relay(socket, behind);
                return;
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            if (handshake(in, out)) {
                connections.incrementAndGet();
                Stream stream = new Stream(socket, in, out);
                try {
                    stream.run();
                } finally {
                    stream.sent.over();
                }
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }

    private static void relay(Socket socket, int port) throws IOException {
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread back = new Thread(
                    () -> {
                        try (socket) {
                            other.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException e) {
                            // One of the two has gone.
                        }
                    },
                    "deepgram-peer-relay");
            back.setDaemon(true);
            back.start();
            socket.getInputStream().transferTo(other.getOutputStream());
        }
    }

    private boolean handshake(DataInputStream in, OutputStream out) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        String request = head.toString(StandardCharsets.ISO_8859_1);
        queries.add(request.split(" ")[1]);
        String key = header(request, "sec-websocket-key");
        String status = refusing
                ? "503 Service Unavailable"
                : !header(request, "authorization").equals("Token " + KEY)
                        ? "401 Unauthorized"
                        : !request.startsWith("GET /v1/listen?") ? "404 Not Found" : "";
        if (!status.isEmpty()) {
            out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return false;
        }
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return true;
    }

    private static String header(String request, String name) {
        for (String line : request.split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param block of the connection's audio that it fills */
    private record Word(int number, int block) {}

    private final class Stream {
        private final DataInputStream in;
        private final OutputStream out;
        private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
        private final List<Word> words = new ArrayList<>();
        private final Socket socket;
        private final Fault fault = faults.poll();
        private final HeardLine sent = new HeardLine();
        private String late = "";
        private int count;
        private int told;

        Stream(Socket socket, DataInputStream in, OutputStream out) {
            this.socket = socket;
            this.in = in;
            this.out = out;
            heard.add(sent);
        }

        private boolean is(Kind kind) {
            return fault != null && fault.kind() == kind && count >= fault.words();
        }

        /** @return whether the connection goes on */
        private boolean fails() throws IOException {
            if (is(Kind.STALL)) {
                socket.setReceiveBufferSize(4096);
                try {
                    calm.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return false;
            }
            if (is(Kind.RESET)) {
                socket.setSoLinger(true, 0);
                return false;
            }
            if (is(Kind.BREAK)) {
                // A socket that is closed with something unread is reset, and takes what is on its way with it.
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
                return false;
            }
            return true;
        }

        void run() throws IOException {
            while (true) {
                int first = in.readUnsignedByte();
                int second = in.readUnsignedByte();
                long length = second & 127;
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                byte[] mask = in.readNBytes(4);
                byte[] data = in.readNBytes((int) length);
                for (int i = 0; i < data.length; i++) {
                    data[i] ^= mask[i & 3];
                }
                int code = first & 15;
                if (code == 2 || code == 0) {
                    if (!audio(data)) {
                        return;
                    }
                } else if (code == 1 && !text(new String(data, StandardCharsets.UTF_8))) {
                    return;
                } else if (code == 8) {
                    return;
                }
            }
        }

        private boolean audio(byte[] data) throws IOException {
            sent.add(data);
            audio.writeBytes(data);
            byte[] all = audio.toByteArray();
            int at = 0;
            for (; at + BLOCK <= all.length; at += BLOCK) {
                int number = all[at] & 0xFF | (all[at + 1] & 0xFF) << 8;
                count++;
                if (!fails()) {
                    return false;
                }
                if (number == SILENCE) {
                    continue;
                }
                words.add(new Word(number, count - 1));
                if (words.size() == 3) {
                    results(false);
                } else if (words.size() == WORDS_OF_A_RESULT) {
                    results(true);
                }
            }
            audio.reset();
            audio.write(all, at, all.length - at);
            return true;
        }

        private boolean text(String message) throws IOException {
            if (message.contains("KeepAlive")) {
                keepAlives.incrementAndGet();
            } else if (message.contains("Finalize")) {
                flushes.incrementAndGet();
                results(true);
            } else if (message.contains("CloseStream")) {
                results(true);
                tellLate();
                if (is(Kind.MUTE)) {
                    return true;
                }
                send("{\"type\":\"SomethingNew\",\"x\":1}");
                send("{\"type\":\"Metadata\",\"request_id\":\"r\",\"duration\":1,\"channels\":1}");
                if (is(Kind.STAY)) {
                    return true;
                }
                frame(8, new byte[] {0x03, (byte) 0xE8});
                return false;
            }
            return true;
        }

        private void results(boolean last) throws IOException {
            StringBuilder json = new StringBuilder();
            for (int i = 0; i < words.size(); i++) {
                int number = words.get(i).number();
                int block = words.get(i).block();
                json.append(i == 0 ? "" : ",")
                        .append("{\"word\":\"w%1$d\",\"punctuated_word\":\"w%1$d\",\"confidence\":0.9,"
                                .formatted(number))
                        .append("\"start\":%.3f,\"end\":%.3f,\"speaker\":%d}"
                                .formatted(block / 10.0, (block + 1) / 10.0, number / 10 % 2));
            }
            String result =
                    ("{\"type\":\"Results\",\"start\":%.3f,\"duration\":%.3f,\"is_final\":%s,\"speech_final\":%s,"
                                    + "\"channel\":{\"alternatives\":[{\"transcript\":\"\",\"words\":[%s]}]}}")
                            .formatted(told / 10.0, (count - told) / 10.0, last, last, json);
            if (last && is(Kind.LATE)) {
                tellLate();
                late = result;
            } else if (!is(Kind.MUTE)) {
                send(result);
                tellLate();
            }
            if (last) {
                told = count;
                words.clear();
            }
        }

        private void tellLate() throws IOException {
            if (!late.isEmpty()) {
                send(late);
                late = "";
            }
        }

        private void send(String message) throws IOException {
            frame(1, message.getBytes(StandardCharsets.UTF_8));
        }

        private void frame(int code, byte[] data) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(data.length + 10);
            frame.put((byte) (0x80 | code));
            if (data.length < 126) {
                frame.put((byte) data.length);
            } else {
                frame.put((byte) 126).putShort((short) data.length);
            }
            frame.put(data);
            out.write(frame.array(), 0, frame.position());
            out.flush();
        }
    }
}
