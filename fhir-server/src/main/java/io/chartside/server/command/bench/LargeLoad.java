package io.chartside.server.command.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests as large as the limits allow, which have to complete in a small heap. */
final class LargeLoad {
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final int COMPONENTS = 14;

    private final String base;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();

    LargeLoad(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** @return seconds that a transaction took of so many small entries */
    String transactionOf(int entries) throws IOException, InterruptedException {
        return transaction(bundle -> bundle.entries < entries, 0);
    }

    /** @return seconds that a transaction of so many bytes took */
    String transactionOfBytes(int bytes) throws IOException, InterruptedException {
        return transaction(bundle -> bundle.text.length() < bytes, COMPONENTS);
    }

    private interface Wanted {
        boolean more(Bundle bundle);
    }

    private static final class Bundle {
        private final StringBuilder text = new StringBuilder(1 << 20);
        private int entries;
    }

    private String transaction(Wanted wanted, int components) throws IOException, InterruptedException {
        Bundle bundle = new Bundle();
        bundle.text.append("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
        while (wanted.more(bundle)) {
            bundle.text
                    .append(bundle.entries++ == 0 ? "" : ",")
                    .append(
                            "{\"resource\":{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":")
                    .append("\"http://loinc.org\",\"code\":\"8867-4\"}]},\"valueInteger\":")
                    .append(bundle.entries);
            for (int i = 0; i < components; i++) {
                bundle.text
                        .append(i == 0 ? ",\"component\":[" : ",")
                        .append("{\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"")
                        .append(8000 + i)
                        .append("-0\",\"display\":\"Component\"}]},\"valueQuantity\":{\"value\":")
                        .append(i)
                        .append(".5,\"unit\":\"mmHg\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mm[Hg]\"}}");
            }
            bundle.text
                    .append(components == 0 ? "" : "]")
                    .append("},\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}");
        }
        byte[] body = bundle.text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        bundle.text.setLength(0);
        long begun = System.nanoTime();
        send("", "application/fhir+json", BodyPublishers.ofByteArray(body));
        return seconds(begun);
    }

    /** @return seconds in and out of a raw Binary of so many bytes */
    String binaryOf(long bytes) throws IOException, InterruptedException {
        Supplier<InputStream> content = () -> new NoiseStream(bytes);
        long begun = System.nanoTime();
        Matcher id = ID.matcher(send("/Binary", "application/octet-stream", BodyPublishers.ofInputStream(content)));
        String in = seconds(begun);
        if (!id.find()) {
            throw new BenchFailed("POST Binary answered without an id");
        }
        begun = System.nanoTime();
        HttpResponse<InputStream> read =
                http.send(request("/Binary/" + id.group(1)).build(), BodyHandlers.ofInputStream());
        long size = 0;
        try (InputStream body = read.body()) {
            byte[] buffer = new byte[1 << 16];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                size += n;
            }
        }
        if (size != bytes) {
            throw new BenchFailed("GET Binary answered " + size + " bytes");
        }
        return in + " / " + seconds(begun);
    }

    private String send(String path, String contentType, BodyPublisher body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request(path).header("Content-Type", contentType).POST(body).build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailed("POST " + path + " answered " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofMinutes(10))
                .header("Authorization", "Bearer " + token);
    }

    private static String seconds(long begun) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begun) / 1e9);
    }

    /** So many bytes that do not compress, made as they are sent. */
    private static final class NoiseStream extends InputStream {
        private final byte[] noise = new byte[1 << 16];
        private long left;

        NoiseStream(long bytes) {
            left = bytes;
            new Random(bytes).nextBytes(noise);
        }

        @Override
        public int read() {
            return left-- > 0 ? noise[0] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int n = (int) Math.min(Math.min(length, noise.length), left);
            System.arraycopy(noise, 0, into, offset, n);
            left -= n;
            return n;
        }
    }
}
