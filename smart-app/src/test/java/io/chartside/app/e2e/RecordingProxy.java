package io.chartside.app.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An HTTP proxy between a browser and all that it reaches, which keeps every byte that the browser sends. */
final class RecordingProxy implements AutoCloseable {
    private static final Pattern REQUEST_LINE = Pattern.compile("^([A-Z]+) (http://[^ ]+) HTTP/1\\.1\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final ServerSocket socket;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    RecordingProxy() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread accepting = new Thread(this::accept, "recording-proxy");
        accepting.setDaemon(true);
        accepting.start();
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    byte[] sent() {
        synchronized (sent) {
            return sent.toByteArray();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket browser = socket.accept();
                Thread one = new Thread(() -> forward(browser), "recording-proxy-connection");
                one.setDaemon(true);
                one.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** One request a connection: the server is asked to close it, and the browser opens the next. */
    private void forward(Socket browser) {
        try (browser) {
            InputStream in = browser.getInputStream();
            String head = head(in);
            Matcher line = REQUEST_LINE.matcher(head);
            if (!line.find() || URI.create(line.group(2)).getPort() < 0) {
                return; // A connection that was opened ahead and not used, or something of the browser's own.
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            synchronized (sent) {
                sent.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
                sent.writeBytes(body);
            }
            URI target = URI.create(line.group(2));
            try (Socket server = new Socket(target.getHost(), target.getPort())) {
                String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
                String headers = head.substring(line.end())
                        .lines()
                        .filter(header -> !header.isEmpty() && !header.matches("(?i)(proxy-)?connection:.*"))
                        .collect(Collectors.joining("\r\n"));
                OutputStream out = server.getOutputStream();
                out.write((line.group(1) + " " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.write(body);
                out.flush();
                server.getInputStream().transferTo(browser.getOutputStream());
            }
        } catch (IOException gone) {
            // Either side has gone; a page that misses its answer fails the test.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n'
                    && head.length() > 3
                    && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
