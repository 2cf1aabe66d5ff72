package io.chartside.server.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.SubscriptionReceiver;
import io.chartside.server.rest.SubscriptionReceiver.Received;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Webhooks of the MedScribeAlliance protocol 0.1, chapters 9 to 11. */
class AllianceWebhookTest extends SubscriptionTester {
    private static final String SECRET = "whsec_of_an_emr_with_enough_letters";

    private static HttpResponse<String> register(String url, String events, String secret) {
        return call(
                "POST",
                "/medscribealliance/webhooks",
                "{\"url\":\"" + url + "\",\"events\":[" + events + "],\"secret\":\"" + secret + "\"}");
    }

    @Test
    void signedVisit_isACompletedSession_toldByASignedEvent_andReadByItsId() throws Exception {
        SubscriptionReceiver receiver = receiver();
        HttpResponse<String> registered = register(receiver.url(), "\"session.completed\"", SECRET);
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        String webhook = json(registered).path("webhook_id").asText();
        assertThat(webhook).startsWith("wh_");
        assertThat(json(registered).path("status").asText()).isEqualTo("active");
        assertThat(registered.body()).doesNotContain(SECRET);
        deliver();
        assertThat(receiver.received()).as("there is no handshake").isEmpty();
        assertThat(read("/medscribealliance/webhooks").at("/webhooks").toString())
                .contains(webhook);

        String patient = newPatient("Alliance");
        String encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"identifier\":[{\"system\":\"urn:emr\",\"value\":\"enc_123\"}],\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        String more = ",\"encounter\":{\"reference\":\"Encounter/" + encounter
                + "\"},\"section\":[{\"title\":\"Assessment and Plan\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">Rest and fluids.</div>\"}}]";
        String note = made("Composition", composition(patient, "preliminary", more));
        deliver();
        assertThat(receiver.received()).isEmpty();
        receiver.answers(any -> 503);
        assertThat(call("PUT", "/Composition/" + note, composition(patient, "final", more + ",\"id\":\"" + note + "\""))
                        .statusCode())
                .isEqualTo(200);
        deliver();
        receiver.answers(any -> 200);
        deliver(Duration.ofMinutes(1));

        assertThat(receiver.received()).hasSize(2);
        Received event = receiver.received().get(1);
        assertThat(event.json().path("event").asText()).isEqualTo("session.completed");
        String session = event.json().path("session_id").asText();
        assertThat(session).matches("ses_[a-zA-Z0-9]{12,28}");
        assertThat(event.json()).hasSize(3);
        String signature = event.header("X-MSA-Signature");
        assertThat(signature).matches("t=\\d+,v1=[0-9a-f]{64}");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((signature.substring(2, signature.indexOf(',')) + ".").getBytes(StandardCharsets.US_ASCII));
        assertThat(signature).endsWith(HexFormat.of().formatHex(mac.doFinal(event.body())));

        JsonNode read = read("/medscribealliance/sessions/" + session);
        assertThat(read.path("status").asText()).isEqualTo("completed");
        assertThat(read.at("/templates/note/data/assessment_and_plan").asText()).isEqualTo("Rest and fluids.");
        assertThat(read.at("/additional_data/emr_encounter_id").asText()).isEqualTo("enc_123");
        assertThat(call("DELETE", "/medscribealliance/webhooks/" + webhook, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(read("/medscribealliance/webhooks").at("/webhooks").toString())
                .doesNotContain(webhook);
    }

    @Test
    void addendum_isReadBelowItsNote_andCompletesNothingAgain_untilTheNoteIsWithdrawn() {
        SubscriptionReceiver receiver = receiver();
        String webhook = json(register(receiver.url(), "\"session.completed\"", SECRET))
                .path("webhook_id")
                .asText();
        String patient = newPatient("Addendum");
        String encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}}");
        String visit = ",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}";
        String plan = visit + section("Plan", "Rest and fluids.");
        String note = made("Composition", composition(patient, "final", plan));
        deliver();
        String session = receiver.received().get(0).json().path("session_id").asText();
        String adds = visit + section("ADDENDUM", "X-ray is clear.")
                + ",\"relatesTo\":[{\"code\":\"appends\",\"targetReference\":{\"reference\":\"Composition/" + note
                + "\"}}]";
        made("Composition", composition(patient, "final", adds).replace("2026-03-04", "2026-03-05"));
        deliver();

        assertThat(receiver.received()).as("completed once").hasSize(1);
        JsonNode read = read("/medscribealliance/sessions/" + session);
        assertThat(read.path("status").asText()).isEqualTo("completed");
        assertThat(read.at("/templates/note/data/plan").asText()).isEqualTo("Rest and fluids.");
        assertThat(read.at("/templates/note/data/addenda").asText()).isEqualTo("2026-03-05\nX-ray is clear.");
        assertThat(read.at("/additional_data/fhir_document").asText()).isEqualTo("Composition/" + note + "/$document");

        assertThat(call(
                                "PUT",
                                "/Composition/" + note,
                                composition(patient, "entered-in-error", plan + ",\"id\":\"" + note + "\""))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> withdrawn = call("GET", "/medscribealliance/sessions/" + session, null);
        assertThat(withdrawn.statusCode()).as("nothing is to come").isEqualTo(200);
        assertThat(json(withdrawn).path("status").asText()).isEqualTo("failed");
        assertThat(json(withdrawn).at("/templates/note/error/code").asText()).isEqualTo("note_withdrawn");
        assertThat(withdrawn.body()).doesNotContain("fluids", "X-ray");

        made("Composition", composition(patient, "preliminary", plan).replace("2026-03-04", "2026-03-06"));
        assertThat(call("GET", "/medscribealliance/sessions/" + session, null).statusCode())
                .as("drafted anew")
                .isEqualTo(202);
        call("DELETE", "/medscribealliance/webhooks/" + webhook, null);
    }

    private static String section(String title, String text) {
        return ",\"section\":[{\"title\":\"" + title
                + "\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">"
                + text + "</div>\"}}]";
    }

    @ParameterizedTest
    @CsvSource({
        "session.started,whsec_of_an_emr_with_enough_letters,400,invalid_request",
        "session.completed,short,422,invalid_request"
    })
    void registrationThatCannotBeKept_isRefused(String event, String secret, int status, String code) {
        HttpResponse<String> refused = register(receiver().url(), "\"" + event + "\"", secret);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(json(refused).at("/error/code").asText()).isEqualTo(code);
    }

    @Test
    void strangersSessionsAndWebhooks_areNotFound() {
        assertThat(register("https://elsewhere.example/hook", "\"session.completed\"", SECRET)
                        .statusCode())
                .isEqualTo(422);
        for (String path : new String[] {"/sessions/ses_0000000000001", "/sessions/1", "/webhooks/wh_none"}) {
            String method = path.startsWith("/w") ? "DELETE" : "GET";
            HttpResponse<String> missing = call(method, "/medscribealliance" + path, null);
            assertThat(missing.statusCode()).as(path).isEqualTo(404);
            assertThat(json(missing).at("/error/code").asText()).endsWith("_not_found");
        }
        String narrow = newToken(SUBSCRIBED, "subscriber", "system/Patient.rs");
        assertThat(call(narrow, "GET", "/medscribealliance/webhooks", null).statusCode())
                .isEqualTo(403);
    }
}
