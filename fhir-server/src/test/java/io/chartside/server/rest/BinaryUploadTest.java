package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** MH1, MA9: uploads that race, break off, are not what was announced, or are not allowed. */
class BinaryUploadTest extends LargeBinaries {
    @Test
    void ofTwoUploadsThatSawTheSameVersion_oneIsStoredAndNothingIsLeftOfTheOther() throws Exception {
        String id = uploaded(content(10, 100_000));
        long before = chunks();
        byte[] first = content(11, 2 * MEGABYTE + 500_000);
        byte[] second = content(12, 2 * MEGABYTE + 500_000);
        CompletableFuture<HttpResponse<String>> a = racing(id, first);
        CompletableFuture<HttpResponse<String>> b = racing(id, second);
        List<Integer> statuses = List.of(a.get().statusCode(), b.get().statusCode());
        assertThat(statuses).containsExactlyInAnyOrder(200, 412);
        assertThat(bytes(request("/Binary/" + id)).body()).isEqualTo(statuses.get(0) == 200 ? first : second);
        assertThat(chunks() - before).isEqualTo(3);
    }

    private static CompletableFuture<HttpResponse<String>> racing(String id, byte[] content) {
        return HTTP.sendAsync(
                request("/Binary/" + id)
                        .header("Content-Type", "application/octet-stream")
                        .header("If-Match", "W/\"1\"")
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void anAbortedUploadLeavesNothing() throws Exception {
        long chunks = chunks();
        long contents = count("select count(*) from content");
        long binaries = json(get("/Binary?_summary=count")).get("total").asLong();
        InputStream broken = new PseudoRandomStream(13, 100L * MEGABYTE) {
            private long sent;

            @Override
            public int read(byte[] into, int offset, int length) {
                if (sent > 6L * MEGABYTE) {
                    await(() -> chunks() > chunks);
                    throw new IllegalStateException("the client gives up");
                }
                int n = super.read(into, offset, length);
                sent += n;
                return n;
            }
        };
        assertThatThrownBy(() -> HTTP.send(
                        request("/Binary")
                                .header("Content-Type", "audio/wav")
                                .POST(BodyPublishers.ofInputStream(() -> broken))
                                .build(),
                        BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
        await(() -> chunks() == chunks);
        assertThat(count("select count(*) from content")).isEqualTo(contents);
        assertThat(json(get("/Binary?_summary=count")).get("total").asLong()).isEqualTo(binaries);
    }

    @Test
    void whatIsNotWhatWasAnnouncedIsRefused() throws Exception {
        byte[] content = content(14, 200_000);
        long before = chunks();
        try (Socket socket = new Socket("127.0.0.1", PORT)) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /fhir/demo/Binary HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                    + token(BASE, "system/*.cruds drafts")
                    + "\r\nContent-Type: audio/wav\r\nContent-Length: 300000\r\n\r\n";
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(content);
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
        String wrong = "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":";
        for (byte[] body : List.of(content, new byte[] {1, 2, 3})) {
            assertOutcome(upload("POST", "/Binary", body, "Content-Digest", wrong), 400);
            String right = "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(body)) + ":";
            assertThat(upload("POST", "/Binary", body, "Content-Digest", right).statusCode())
                    .isEqualTo(201);
        }
        HttpResponse<String> endless = upload("POST", "/Binary", new PseudoRandomStream(15, 50L * MEGABYTE));
        assertOutcome(endless, 413);
        await(() -> chunks() - before == 1);
        assertOutcome(upload("POST", "/Binary", content, "Content-Encoding", "gzip"), 400);
        assertOutcome(upload("POST", "/Binary", content, "Content-Encoding", "br"), 415);
    }

    @Test
    void gzipIsUnpacked() throws Exception {
        byte[] zeros = new byte[5 * MEGABYTE];
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(zeros);
        }
        String id = json(upload("POST", "/Binary", packed.toByteArray(), "Content-Encoding", "gzip"))
                .get("id")
                .asText();
        assertThat(bytes(request("/Binary/" + id)).body()).isEqualTo(zeros);
    }

    @Test
    void whoMayNotWriteIsToldBeforeTheBodyIsRead_andOtherRecordsAreNotReached() {
        long before = chunks();
        HttpRequest.Builder reader = request("/Binary", "system/Binary.rs")
                .header("Content-Type", "audio/wav")
                .POST(BodyPublishers.ofByteArray(content(16, 200_000)));
        assertOutcome(send(reader), 403);
        assertThat(chunks()).isEqualTo(before);
        String id = uploaded(content(17, 200_000));
        assertOutcome(send(request("/Binary/" + id, "system/Patient.rs")), 403);
        assertOutcome(get(OTHER + "/Binary/" + id), 404);
    }
}
