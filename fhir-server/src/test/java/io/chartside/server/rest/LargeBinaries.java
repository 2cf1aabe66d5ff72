package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Requests on content that is kept apart from its resource, and a look at its rows. */
abstract class LargeBinaries extends RestTest {
    static final int MEGABYTE = 1 << 20;

    // ---- ways in and out

    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    static String uploaded(byte[] content) {
        HttpResponse<String> created = upload("POST", "/Binary", content);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).get("id").asText();
    }

    static HttpResponse<String> upload(String method, String address, byte[] content, String... headers) {
        return upload(method, address, BodyPublishers.ofByteArray(content), headers);
    }

    static HttpResponse<String> upload(String method, String address, InputStream content) {
        return upload(method, address, BodyPublishers.ofInputStream(() -> content));
    }

    static HttpResponse<String> upload(
            String method, String address, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(address)
                .header("Content-Type", "application/octet-stream")
                .header("Accept", FHIR_JSON)
                .method(method, body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    static byte[] digest(InputStream in) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (InputStream digesting = new DigestInputStream(in, sha256)) {
            digesting.transferTo(OutputStream.nullOutputStream());
        }
        return sha256.digest();
    }

    // ---- a look into the database

    static long chunks() {
        return count("select count(*) from content_chunk");
    }

    static long count(String sql) {
        return TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    static void change(String sql, long content) {
        int changed = TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setLong(1, content);
                return update.executeUpdate();
            }
        });
        assertThat(changed).isEqualTo(1);
    }

    interface Condition {
        boolean holds();
    }

    static void await(Condition condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
