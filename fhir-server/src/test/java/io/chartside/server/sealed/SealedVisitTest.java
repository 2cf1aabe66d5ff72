package io.chartside.server.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.TestStore;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** docs/sealed-visits.md over HTTP: what the server takes, and each thing that it refuses (MM1 to MM9, MM29). */
class SealedVisitTest extends SealedTest {
    @Test
    void twoDevices_speakOnceBothHaveTheKey_andTheServerHasCiphertextAlone() {
        Opened opened = open("shared");
        HttpResponse<String> joined = redeem(invite(opened));
        assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
        assertThat(value(joined, "session")).isEqualTo(opened.session());
        assertThat(value(joined, "fingerprint")).isEqualTo(key.fingerprint());
        String device = value(joined, "device");
        String token = value(joined, "token");

        String first = key.says(opened.session(), opened.device(), 1, "I cough");
        assertRefused(say(opened, first), 409); // MM29: the new device has not said that it has the key.
        assertRefused(
                guest(opened.session() + "/acknowledge", token, Map.of("fingerprint", new Device(1).fingerprint())),
                409);
        assertThat(guest(opened.session() + "/acknowledge", token, Map.of("fingerprint", key.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(say(opened, first).statusCode()).isEqualTo(200);
        String second = key.says(opened.session(), device, 1, "For a week");
        assertThat(guest(opened.session() + "/say", token, Map.of("message", second))
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> told = guest(opened.session() + "/messages", token, Map.of("after", "0"));
        assertThat(values(told, "message")).containsExactly("1 " + first, "2 " + second);
        assertThat(values(told, "device")).containsExactly(opened.device() + " acknowledged", device + " acknowledged");

        List<JsonNode> stored =
                entries(json(get("/Communication?encounter=Encounter/" + opened.session() + "&_sort=sent")));
        assertThat(stored).hasSize(2);
        JsonNode communication = stored.get(0).path("resource");
        assertThat(communication.at("/payload/0/contentAttachment/contentType").asText())
                .isEqualTo("application/jose");
        assertThat(communication.at("/payload/0/contentAttachment/data").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(first.getBytes(StandardCharsets.US_ASCII)));
        assertThat(communication.at("/meta/security/0/code").asText()).isEqualTo("MASKED");
        assertThat(communication.at("/extension/0/extension").toString())
                .contains("\"A256GCM\"", key.fingerprint(), "\"nonce\"", "\"valuePositiveInt\":1");
        assertThat(Base64.getDecoder()
                        .decode(communication
                                .at("/extension/0/extension/2/valueBase64Binary")
                                .asText()))
                .hasSize(12);
        JsonNode session = json(get("/Encounter/" + opened.session()));
        assertThat(session.at("/class/code").asText()).isEqualTo("sealed");
        assertThat(session.at("/partOf/reference").asText()).isEqualTo("Encounter/" + visit);

        List<JsonNode> events = entries(json(get("/AuditEvent?entity=Encounter/" + opened.session())));
        assertThat(events).isNotEmpty();
        assertThat(events.toString())
                .doesNotContain("eyJ")
                .doesNotContain(token)
                .doesNotContain(key.secret());
    }

    @Test
    void everythingButTheCiphertextOfThisSession_isRefused() {
        Opened opened = open("single");
        String session = opened.session();
        String header = key.header(session, opened.device(), 1);
        byte[] tag = key.bytes(16);
        byte[] random = key.bytes(256);
        byte[] words =
                "The patient says that he coughs. ".repeat(8).substring(0, 256).getBytes(StandardCharsets.UTF_8);
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("another alg", key.seal(header.replace("\"dir\"", "\"RSA-OAEP\""), key.bytes(12), "a"));
        bad.put("no encryption", key.seal(header.replace("A256GCM", "none"), key.bytes(12), "a"));
        bad.put("another enc", key.seal(header.replace("A256GCM", "A128GCM"), key.bytes(12), "a"));
        bad.put(
                "a key in the header",
                key.seal(header.replace("\"seq\"", "\"k\":\"AAAA\",\"seq\""), key.bytes(12), "a"));
        bad.put("a JWK in the header", key.seal(header.replace("\"seq\"", "\"jwk\":{},\"seq\""), key.bytes(12), "a"));
        bad.put("compression", key.seal(header.replace("\"seq\"", "\"zip\":\"DEF\",\"seq\""), key.bytes(12), "a"));
        bad.put("a member twice", key.seal(header.replace("\"seq\"", "\"alg\":\"dir\",\"seq\""), key.bytes(12), "a"));
        bad.put("another key", new Device(7).says(session, opened.device(), 1, "a"));
        bad.put("another session", key.says(open("single").session(), opened.device(), 1, "a"));
        bad.put("another device", key.says(session, "0b5c0de5-0000-4000-8000-000000000000", 1, "a"));
        bad.put("sequence 0", key.says(session, opened.device(), 0, "a"));
        for (int bytes : List.of(0, 8, 11, 13, 16)) {
            bad.put("nonce of " + bytes, Device.message(encoded(header), key.bytes(bytes), random, tag));
        }
        bad.put("a short tag", Device.message(encoded(header), key.bytes(12), random, key.bytes(12)));
        bad.put("no padding", Device.message(encoded(header), key.bytes(12), key.bytes(200), tag));
        bad.put("nothing encrypted", Device.message(encoded(header), key.bytes(12), new byte[0], tag));
        bad.put("plain words for ciphertext", Device.message(encoded(header), key.bytes(12), words, tag));
        bad.put("plain words", "The patient coughs");
        bad.put("a wrapped key", key.says(session, opened.device(), 1, "a").replace("..", ".AAAA."));
        bad.forEach((what, message) ->
                assertThat(say(opened, message).statusCode()).as(what).isEqualTo(422));

        String good = key.says(session, opened.device(), 1, "I cough");
        for (Map<String, String> more : List.of(
                Map.of("message", good, "key", "x"),
                Map.of("message", good, "note", key.secret()),
                Map.of("message", good, "text", "I cough"),
                Map.of("message", key.secret()))) {
            assertRefused(post("/sealed/" + session + "/say", parameters(more)), 422);
        }
        for (String body : List.of(
                "{\"resourceType\":\"Parameters\",\"k\":\"x\",\"parameter\":[]}",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"message\",\"valueString\":\"{\\\"kty\\\":\\\"oct\\\",\\\"k\\\":\\\"AA\\\"}\"}]}",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"message\",\"valueBase64Binary\":\""
                        + Base64.getEncoder().encodeToString(key.bytes(32)) + "\"}]}")) {
            assertRefused(post("/sealed/" + session + "/say", body), 422);
        }
        assertRefused(
                post(
                        "/Encounter/" + visit + "/$seal",
                        parameters(Map.of("mode", "single", "fingerprint", key.secret()))),
                422);
        assertThat(entries(json(get("/Communication?encounter=Encounter/" + session))))
                .isEmpty();
        assertThat(say(opened, good).statusCode()).isEqualTo(200);
    }

    private static String encoded(String header) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nonceAndSequence_areUsedOnce_andSequencesHaveNoGap() {
        Opened opened = open("single");
        byte[] nonce = key.bytes(12);
        String first = key.seal(key.header(opened.session(), opened.device(), 1), nonce, "I cough");
        assertThat(say(opened, first).statusCode()).isEqualTo(200);
        assertRefused(say(opened, first), 409);
        assertRefused(say(opened, key.says(opened.session(), opened.device(), 1, "Something else")), 409);
        assertRefused(say(opened, key.says(opened.session(), opened.device(), 3, "Too early")), 409);
        HttpResponse<String> reused =
                say(opened, key.seal(key.header(opened.session(), opened.device(), 2), nonce, "Anew"));
        assertRefused(reused, 409);
        assertThat(json(reused).at("/issue/0/code").asText()).isEqualTo("duplicate");
        assertThat(say(opened, key.says(opened.session(), opened.device(), 2, "For a week"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void sameUtteranceAtOnce_isStoredOnce() throws Exception {
        Opened opened = open("single");
        String message = key.says(opened.session(), opened.device(), 1, "I cough");
        assertThat(together(8, () -> say(opened, message).statusCode()))
                .containsOnly(200, 409)
                .containsOnlyOnce(200);
        assertThat(entries(json(get("/Communication?encounter=Encounter/" + opened.session()))))
                .hasSize(1);
    }

    @Test
    void ofFiftyWhoRedeemAnInviteAtOnce_oneJoins() throws Exception {
        Opened opened = open("shared");
        String token = invite(opened);
        assertThat(together(50, () -> redeem(token).statusCode()))
                .hasSize(50)
                .containsOnly(200, 403)
                .containsOnlyOnce(200);
    }

    private static List<Integer> together(int many, Callable<Integer> request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : threads.invokeAll(Collections.nCopies(many, request))) {
                statuses.add(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void inviteWithAnotherSecret_isRefusedAndNotUsedUp_andALaterInviteReplacesIt() {
        Opened opened = open("shared");
        String token = invite(opened);
        assertRefused(guest("redeem", "", Map.of("token", token, "fingerprint", new Device(3).fingerprint())), 409);
        assertRefused(guest("redeem", "", Map.of("token", "invite-unknown", "fingerprint", key.fingerprint())), 403);
        String later = invite(opened);
        assertRefused(redeem(token), 403);
        assertThat(redeem(later).statusCode()).isEqualTo(200);
        assertRefused(redeem(later), 403);
    }

    @Test
    void singleDevice_hasNoInvite_andASealedVisitBelongsToItsOpener() {
        Opened opened = open("single");
        assertRefused(post("/Encounter/" + opened.session() + "/$seal-invite", parameters(Map.of())), 409);
        assertThat(say(opened, key.says(opened.session(), opened.device(), 1, "I cough"))
                        .statusCode())
                .isEqualTo(200);
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement another =
                    connection.prepareStatement("update sealed_session set opener = ? where id = ?")) {
                another.setBytes(1, new byte[16]);
                another.setString(2, opened.session());
                return another.executeUpdate();
            }
        });
        assertRefused(post("/sealed/" + opened.session() + "/messages", parameters(Map.of("after", "0"))), 403);
        for (String operation : List.of("seal-invite", "seal-end")) {
            assertRefused(post("/Encounter/" + opened.session() + "/$" + operation, parameters(Map.of())), 403);
        }
    }

    @Test
    void guestToken_opensItsSessionAlone_untilThatEnds() {
        Opened opened = open("shared");
        String token = value(redeem(invite(opened)), "token");
        Opened other = open("shared");
        assertRefused(guest(other.session() + "/messages", token, Map.of("after", "0")), 401);
        for (String path : List.of("/Patient/" + patient, "/Encounter/" + opened.session(), "/metadata/x")) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(URI.create(BASE + path)).header("Authorization", "Bearer " + token));
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
        }
        for (String path : List.of(
                "../Patient", "sealed-x/../../audio/" + visit + "/ticket", "sealed-x/%2e%2e/say", opened.session())) {
            assertThat(guest(path, token, Map.of("after", "0")).statusCode())
                    .as(path)
                    .isIn(400, 401, 404);
        }
        assertRefused(guest(opened.session() + "/messages", "guest-none", Map.of("after", "0")), 401);
        assertRefused(guest(opened.session() + "/messages", "", Map.of("after", "0")), 401);
        assertThat(guest(opened.session() + "/messages", token, Map.of("after", "0"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(post("/Encounter/" + opened.session() + "/$seal-end", parameters(Map.of()))
                        .statusCode())
                .isEqualTo(200);
        assertRefused(guest(opened.session() + "/messages", token, Map.of("after", "0")), 401);
        assertRefused(say(opened, key.says(opened.session(), opened.device(), 1, "Too late")), 410);
        assertThat(json(get("/Encounter/" + opened.session())).path("status").asText())
                .isEqualTo("finished");
    }

    @Test
    void guestToken_endsWithTheSessionsTime_andWithoutAcknowledgementAfterAMinute() {
        Opened opened = open("shared");
        String token = value(redeem(invite(opened)), "token");
        String messages = opened.session() + "/messages";
        assertThat(guest(messages, token, Map.of("after", "0")).statusCode()).isEqualTo(200);
        changed("update sealed_device set joined_at = joined_at - 61000 where session = ?", opened);
        assertRefused(guest(messages, token, Map.of("after", "0")), 401);
        assertRefused(guest(opened.session() + "/acknowledge", token, Map.of("fingerprint", key.fingerprint())), 401);

        String later = value(redeem(invite(opened)), "token");
        assertThat(guest(opened.session() + "/acknowledge", later, Map.of("fingerprint", key.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
        changed("update sealed_session set ends_at = opened_at where id = ?", opened);
        assertRefused(guest(messages, later, Map.of("after", "0")), 401);
    }

    private static void changed(String sql, Opened opened) {
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement change = connection.prepareStatement(sql)) {
                change.setString(1, opened.session());
                return change.executeUpdate();
            }
        });
    }

    @Test
    void whoeverHasNoAccount_fillsNoMemory() {
        assertRefused(
                guest("redeem", "", Map.of("token", "x".repeat(200 << 10), "fingerprint", key.fingerprint())), 413);
    }
}
