package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a token does not see does not exist for it: no write tells an id that is in use elsewhere from one that is not. */
class UnseenIdsTest extends RestTest {
    private static final String SCOPE = "system/Observation.cruds?category=vital-signs";
    private static final String JSON_PATCH = "application/json-patch+json";

    private static String observation(String category, String id) {
        return """
                {"resourceType":"Observation",%s"status":"final","code":{"text":"x"},"category":[{"coding":[
                 {"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"%s"}]}]}
                """.formatted(id.isEmpty() ? "" : "\"id\":\"" + id + "\",", category);
    }

    private static HttpResponse<String> narrowed(String method, String address, String type, String body) {
        HttpRequest.Builder request = request(address, SCOPE)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        return send(body.isEmpty() ? request : request.header("Content-Type", type));
    }

    /** All but those of the connection, which the server closes after so many requests, whatever they ask for (RFC 9110, 7.6.1). */
    private static Set<String> headers(HttpResponse<String> response) {
        Set<String> names = new TreeSet<>(response.headers().map().keySet());
        names.removeAll(Set.of("connection", "keep-alive"));
        return names;
    }

    @Test
    void foreignDeletedAndUnusedIds_areAnsweredAlike() {
        String foreign = created("Observation", observation("laboratory", ""));
        String deleted = created("Observation", observation("laboratory", ""));
        delete("/Observation/" + deleted);
        String unused = UUID.randomUUID().toString();
        String patch = "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]";
        for (String base : new String[] {BASE, PICKY}) {
            HttpResponse<String> put = putNarrowed(base, unused);
            assertThat(put.statusCode()).as(put.body()).isEqualTo(base.equals(BASE) ? 403 : 405);
            if (base.equals(BASE)) {
                for (String id : new String[] {foreign, deleted}) {
                    assertThat(putNarrowed(base, id).statusCode()).isEqualTo(put.statusCode());
                    assertThat(putNarrowed(base, id).body()).isEqualTo(put.body());
                }
            }
        }
        HttpResponse<String> patched = narrowed("PATCH", "/Observation/" + unused, JSON_PATCH, patch);
        HttpResponse<String> removed = narrowed("DELETE", "/Observation/" + unused, "", "");
        assertOutcome(patched, 404);
        assertThat(removed.statusCode()).as(removed.body()).isEqualTo(204);
        for (String id : new String[] {foreign, deleted}) {
            HttpResponse<String> other = narrowed("PATCH", "/Observation/" + id, JSON_PATCH, patch);
            assertThat(other.statusCode()).as(other.body()).isEqualTo(404);
            assertThat(other.body()).isEqualTo(patched.body());
            HttpResponse<String> alsoRemoved = narrowed("DELETE", "/Observation/" + id, "", "");
            assertThat(alsoRemoved.statusCode()).isEqualTo(removed.statusCode());
            assertThat(alsoRemoved.body()).isEqualTo(removed.body());
            assertThat(headers(alsoRemoved)).isEqualTo(headers(removed));
        }
        assertThat(get("/Observation/" + foreign).statusCode()).isEqualTo(200);
    }

    @Test
    void whatItSeesItWrites_andWhoSeesTheWholeTypeChoosesIds() {
        HttpResponse<String> own = narrowed("POST", "/Observation", FHIR_JSON, observation("vital-signs", ""));
        assertThat(own.statusCode()).as(own.body()).isEqualTo(201);
        String id = json(own).get("id").asText();
        assertThat(narrowed("PUT", "/Observation/" + id, FHIR_JSON, observation("vital-signs", id))
                        .statusCode())
                .isEqualTo(200);
        String chosen = UUID.randomUUID().toString();
        assertThat(put(BASE + "/Observation/" + chosen, observation("laboratory", chosen))
                        .statusCode())
                .isEqualTo(201);
    }

    private static HttpResponse<String> putNarrowed(String base, String id) {
        return narrowed("PUT", base + "/Observation/" + id, FHIR_JSON, observation("vital-signs", id));
    }
}
