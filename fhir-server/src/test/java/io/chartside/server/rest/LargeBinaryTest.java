package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MH1, MH13: content over 64 kB, streamed both ways in sealed chunks. */
class LargeBinaryTest extends LargeBinaries {
    @Test
    void fortyMegabytesGoInAndOut_inChunksThatLandWhileTheClientStillSends() throws Exception {
        long size = 40L * MEGABYTE + 12_345;
        long before = chunks();
        AtomicBoolean landed = new AtomicBoolean();
        InputStream body = new PseudoRandomStream(1, size) {
            private long sent;

            @Override
            public int read(byte[] into, int offset, int length) {
                if (sent > 30L * MEGABYTE && !landed.get()) {
                    await(() -> chunks() - before >= 10);
                    landed.set(true);
                }
                int n = super.read(into, offset, length);
                sent += n;
                return n;
            }
        };
        HttpResponse<String> created = upload("POST", "/Binary", body);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(landed).isTrue();
        String id = json(created).get("id").asText();
        assertThat(chunks() - before).isEqualTo(41);

        HttpResponse<InputStream> read = HTTP.send(request("/Binary/" + id).build(), BodyHandlers.ofInputStream());
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValueAsLong("Content-Length")).hasValue(size);
        assertThat(read.headers().firstValue("Accept-Ranges")).hasValue("bytes");
        byte[] expected = digest(new PseudoRandomStream(1, size));
        assertThat(digest(read.body())).isEqualTo(expected);
        assertThat(read.headers().firstValue("Repr-Digest"))
                .hasValue("sha-256=:" + Base64.getEncoder().encodeToString(expected) + ":");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 10",
        "bytes=1048500-1048700, 1048500, 201",
        "bytes=3000000-, 3000000, 145728",
        "bytes=-100, 3145628, 100",
        "bytes=3145727-9999999, 3145727, 1",
        "bytes=-9999999, 0, 3145728"
    })
    void aRangeIsAPart(String header, int from, int length) throws Exception {
        byte[] content = content(2, 3 * MEGABYTE);
        HttpResponse<byte[]> part =
                bytes(request("/Binary/" + uploaded(content)).header("Range", header));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, from, from + length));
        assertThat(part.headers().firstValue("Content-Range"))
                .hasValue("bytes " + from + "-" + (from + length - 1) + "/" + content.length);
        assertThat(part.headers().firstValue("ETag")).hasValue("W/\"1\"");
    }

    @Test
    void rangesThatAreNone() throws Exception {
        byte[] content = content(3, 200_000);
        String large = "/Binary/" + uploaded(content);
        String small = "/Binary/" + uploaded("0123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(bytes(request(small).header("Range", "bytes=2-4")).body())
                .isEqualTo("234".getBytes(StandardCharsets.US_ASCII));
        for (String ignored : List.of("bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=9-3", "nonsense")) {
            assertThat(bytes(request(large).header("Range", ignored)).body()).isEqualTo(content);
        }
        assertThat(bytes(request(large).header("Range", "bytes=0-1").header("If-Range", "W/\"1\""))
                        .body())
                .isEqualTo(content);
        for (String beyond : List.of("bytes=200000-", "bytes=-0")) {
            assertOutcome(send(request(large).header("Range", beyond)), 416);
        }
        HttpResponse<byte[]> head = bytes(request(large).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(content.length);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void asFhirItIsTheSameContentInBase64_onPagesAPointerToIt() throws Exception {
        byte[] content = content(4, 2 * MEGABYTE + 1);
        String patient = patient("Recorded");
        String id = json(upload("POST", "/Binary", content, "X-Security-Context", "Patient/" + patient))
                .get("id")
                .asText();
        String base64 = Base64.getEncoder().encodeToString(content);
        JsonNode resource = json(send(request("/Binary/" + id).header("Accept", FHIR_JSON)));
        assertThat(resource.get("data").asText()).isEqualTo(base64);
        assertThat(resource.has("_data")).isFalse();
        assertThat(resource.at("/securityContext/reference").asText()).isEqualTo("Patient/" + patient);
        assertThat(json(get("/Binary/" + id + "?_format=json&_pretty=true"))).isEqualTo(resource);
        HttpResponse<String> xml = get("/Binary/" + id + "?_format=xml");
        assertThat(xml.body()).startsWith("<Binary xmlns").endsWith("</Binary>");
        assertThat(xml.body()).contains("<data value=\"" + base64 + "\"/>");
        JsonNode summary = json(get("/Binary/" + id + "?_format=json&_summary=true"));
        assertThat(summary.has("data")).isFalse();
        assertThat(summary.get("contentType").asText()).isEqualTo("application/octet-stream");
        HttpResponse<byte[]> head =
                bytes(request("/Binary/" + id + "?_format=json").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.headers().firstValueAsLong("Content-Length").orElse(0)).isGreaterThan(base64.length());

        for (String page : List.of("/Binary?_id=" + id, "/Binary/" + id + "/_history")) {
            JsonNode listed = json(get(page)).at("/entry/0/resource");
            assertThat(listed.get("id").asText()).isEqualTo(id);
            assertThat(listed.has("data")).isFalse();
            assertThat(listed.at("/_data/extension/0/extension/1/valueString").asText())
                    .isEqualTo(Integer.toString(content.length));
        }
    }

    @Test
    void whatAPageShowedMayBeSentBack_andNoOtherPointer() throws Exception {
        byte[] content = content(5, 100_000);
        String id = uploaded(content);
        ObjectNode shown = (ObjectNode) json(get("/Binary?_id=" + id)).at("/entry/0/resource");
        shown.put("contentType", "audio/wav");
        assertThat(put("/Binary/" + id, shown.toString()).statusCode()).isEqualTo(200);
        assertThat(bytes(request("/Binary/" + id)).body()).isEqualTo(content);
        assertThat(patch(
                                "/Binary/" + id,
                                "application/json-patch+json",
                                "[{\"op\":\"replace\",\"path\":\"/contentType\",\"value\":\"audio/mpeg\"}]")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> patched = bytes(request("/Binary/" + id));
        assertThat(patched.body()).isEqualTo(content);
        assertThat(patched.headers().firstValue("Content-Type")).hasValue("audio/mpeg");

        ObjectNode forged = shown.deepCopy();
        forged.remove("id");
        assertOutcome(post("/Binary", forged.toString()), 422);
        String another = uploaded(content(6, 100_000));
        forged.put("id", another);
        assertOutcome(put("/Binary/" + another, forged.toString()), 422);
        ((ObjectNode) forged.at("/_data/extension/0/extension/0")).put("valueString", "no number");
        assertOutcome(put("/Binary/" + another, forged.toString()), 422);
    }

    @Test
    void largeDataOfAResourceIsKeptTheSameWay_inATransactionToo() throws Exception {
        byte[] content = content(7, 300_000);
        String resource = "{\"resourceType\":\"Binary\",\"contentType\":\"audio/wav\",\"data\":\""
                + Base64.getEncoder().encodeToString(content) + "\"}";
        long before = chunks();
        String id = created("Binary", resource);
        assertThat(bytes(request("/Binary/" + id)).body()).isEqualTo(content);
        HttpResponse<String> transaction = post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + resource
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Binary\"}}]}");
        assertThat(transaction.statusCode()).as(transaction.body()).isEqualTo(200);
        String location = json(transaction).at("/entry/0/response/location").asText();
        String inTransaction = location.substring(location.indexOf("Binary/")).split("/")[1];
        assertThat(bytes(request("/Binary/" + inTransaction)).body()).isEqualTo(content);
        assertThat(chunks() - before).isEqualTo(2);
    }

    @Test
    void eachVersionHasItsOwnContent_andADeletionLeavesThemInTheHistory() throws Exception {
        byte[] one = content(8, 150_000);
        byte[] two = content(9, 90_000);
        String id = uploaded(one);
        assertThat(upload("PUT", "/Binary/" + id, two).statusCode()).isEqualTo(200);
        assertThat(upload("PUT", "/Binary/" + id, new byte[] {1}).statusCode()).isEqualTo(200);
        assertThat(delete("/Binary/" + id).statusCode()).isEqualTo(204);
        assertOutcome(get("/Binary/" + id), 410);
        assertThat(bytes(request("/Binary/" + id + "/_history/1")).body()).isEqualTo(one);
        assertThat(bytes(request("/Binary/" + id + "/_history/2")).body()).isEqualTo(two);
        assertThat(bytes(request("/Binary/" + id + "/_history/3")).body()).isEqualTo(new byte[] {1});
    }

    @Test
    void changedMissingAndSwappedChunksAreDetected() throws Exception {
        byte[] content = content(18, 3 * MEGABYTE);
        String id = uploaded(content);
        String pointer = json(get("/Binary?_id=" + id))
                .at("/entry/0/resource/_data/extension/0/extension/0/valueString")
                .asText();
        long number = Long.parseLong(pointer);

        change(
                "update content_chunk set bytes = set_byte(bytes, 500, get_byte(bytes, 500) # 1)"
                        + " where content = ? and number = 2",
                number);
        assertThatThrownBy(() -> bytes(request("/Binary/" + id))).isInstanceOf(IOException.class);
        HttpResponse<byte[]> before = bytes(request("/Binary/" + id).header("Range", "bytes=0-1000000"));
        assertThat(before.body()).isEqualTo(Arrays.copyOf(content, 1_000_001));
        assertOutcome(send(request("/Binary/" + id).header("Range", "bytes=3000000-3000001")), 500);

        change("update content_chunk set number = 7 where content = ? and number = 1", number);
        assertOutcome(send(request("/Binary/" + id).header("Range", "bytes=1500000-1500001")), 500);
        change("update content_chunk set number = 1 where content = ? and number = 0", number);
        change("update content_chunk set number = 0 where content = ? and number = 7", number);
        assertOutcome(get("/Binary/" + id), 500);
    }

    @Test
    void oneContentIsErasedByDestroyingItsKeyAlone() throws Exception {
        String id = uploaded(content(19, 100_000));
        String other = uploaded(content(20, 100_000));
        long number = Long.parseLong(json(get("/Binary?_id=" + id))
                .at("/entry/0/resource/_data/extension/0/extension/0/valueString")
                .asText());
        TestStore.asSuperuser("chartside_keys", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from content_key where content = ?")) {
                delete.setLong(1, number);
                return delete.executeUpdate();
            }
        });
        assertOutcome(get("/Binary/" + id), 410);
        assertThat(bytes(request("/Binary/" + other)).statusCode()).isEqualTo(200);
    }

    @Test
    void erasingThePatientTakesTheContentAlong() {
        String patient = patient("Taped");
        long before = chunks();
        HttpResponse<String> created =
                upload("POST", "/Binary", content(21, 100_000), "X-Security-Context", "Patient/" + patient);
        String id = json(created).get("id").asText();
        HttpResponse<String> erased =
                send(request("/Patient/" + patient + "/$erase", "erase").POST(BodyPublishers.noBody()));
        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
        assertOutcome(get("/Binary/" + id), 410);
        assertThat(chunks()).isEqualTo(before);
    }
}
