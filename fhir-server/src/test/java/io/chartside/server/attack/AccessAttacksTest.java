package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue's rows BOLA, scope ignored and search oracle: one token, and what lies beyond it. */
class AccessAttacksTest extends AttackTest {
    private static final String PATIENT = OpenedApp.PATIENT;
    private static final String OWN = "patient/Observation.rs";

    private static String victim;
    private static String theirs;
    private static String secret;

    @BeforeEach
    void aVictim() {
        if (victim == null) {
            secret = "secret" + unused().substring(0, 8);
            victim = patient("Victim" + secret);
            theirs = created("Observation", observation(victim, secret));
            created("Condition", condition("Patient/" + victim, secret));
            created("Observation", observation(PATIENT, "own"));
        }
    }

    // ---- BOLA

    @ParameterizedTest
    @ValueSource(strings = {"", "/_history", "/_history/1"})
    void bola_anothersId_isAnsweredAsOneThatNobodyHas(String rest) {
        String token = launched("patient/*.rs");
        for (String address : List.of("/Patient/" + victim, "/Observation/" + theirs)) {
            HttpResponse<String> answer = getWith(token, address + rest);
            HttpResponse<String> none = getWith(token, address.replaceFirst("[^/]+$", unused()) + rest);
            assertOutcome(answer, 404);
            assertThat(answer.body()).isEqualTo(none.body());
            assertThat(answer.headers().map().keySet())
                    .isEqualTo(none.headers().map().keySet());
        }
        assertOutcome(getWith(token, "/Patient/" + victim + "/$everything"), 404);
        assertThat(getWith(token, "/Patient/" + PATIENT).statusCode()).isEqualTo(200);
    }

    @Test
    void bola_inSearchesAndCompartments_findsNothing() {
        String token = launched("patient/*.rs");
        for (String search : List.of(
                "/Patient?_id=" + victim,
                "/Observation?_id=" + theirs,
                "/Observation?patient=" + victim,
                "/Observation?subject=Patient/" + victim,
                "/Observation?code:text=" + secret,
                "/Patient/" + victim + "/Observation",
                "/Patient/" + victim + "/*",
                "/?_type=Patient,Observation&_id=" + victim + "," + theirs)) {
            assertThat(ids(getWith(token, search))).as(search).isEmpty();
        }
    }

    @Test
    void bola_refusal_isOnRecordWithWhoAsked() {
        String requestId = unused();
        send(with(launched("patient/*.rs"), "/Patient/" + victim).header("X-Request-Id", requestId));

        List<JsonNode> events = eventsOf(requestId);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).path("outcome").asText()).isEqualTo("4");
        assertThat(events.get(0).toString())
                .contains("Patient/" + victim)
                .contains("picker")
                .contains("Practitioner/demo-practitioner-1");
    }

    @Test
    void bola_anothersId_takesTheSameWorkAndTime() {
        String token = launched("patient/*.rs");
        assertThat(work(() -> getWith(token, "/Patient/" + victim)))
                .isEqualTo(work(() -> getWith(token, "/Patient/" + unused())));
        assertNoTellingByTime(
                List.of(() -> getWith(token, "/Patient/" + victim), () -> getWith(token, "/Patient/" + unused())));
    }

    // ---- scope ignored

    @ParameterizedTest
    @CsvSource({
        "GET, /Patient/demo-patient-1",
        "GET, /Patient/demo-patient-1/_history",
        "GET, /Patient/demo-patient-1/_history/1",
        "GET, /Patient/_history",
        "GET, /Condition?patient=demo-patient-1",
        "GET, /Condition/_history",
        "GET, /AuditEvent?patient=demo-patient-1",
        "GET, /Patient/demo-patient-1/$everything",
        "GET, /Binary/any",
        "GET, /Binary/any/_history",
        "GET, /$export",
        "GET, /Patient/$export",
        "GET, /Group/any/$export",
        "POST, /Observation",
        "POST, /Binary",
        "PUT, /Observation/any",
        "PATCH, /Observation/any",
        "DELETE, /Observation/any",
        "POST, /Encounter/demo-encounter-1/$draft-note",
        "POST, /Patient/demo-patient-1/$erase",
        "POST, /$rotate-keys",
        "GET, /$verify-audit",
        "TRANSACTION, ",
    })
    void scopeIgnored_tokenForObservations_isRefusedAllElse(String method, String address) {
        String token = launched(OWN);
        String body = observation(PATIENT, "x");
        HttpRequest.Builder request =
                with(token, address == null ? "" : address).header("Prefer", "respond-async");
        HttpResponse<String> answer = switch (method) {
            case "GET" -> send(request);
            case "DELETE" -> send(request.DELETE());
            case "PATCH" ->
                sent(request, "PATCH", JSON_PATCH, "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"amended\"}]");
            case "TRANSACTION" ->
                sent(
                        request,
                        "POST",
                        FHIR_JSON,
                        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + body
                                + ",\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}]}");
            default ->
                sent(
                        request,
                        method,
                        FHIR_JSON,
                        address.endsWith("Observation")
                                ? body
                                : method.equals("PUT")
                                        ? body.replaceFirst("\\{", "{\"id\":\"any\",")
                                        : address.equals("/Binary")
                                                ? "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\"}"
                                                : "{\"resourceType\":\"Parameters\"}");
        };
        assertOutcome(answer, 403);
    }

    @Test
    void scopeIgnored_inWholeHistoriesBatchesAndIncludes_showsObservationsOfTheOpenChartAlone() {
        String token = launched(OWN);
        for (String address : List.of(
                "/_history?_count=100",
                "/Observation/_history?_count=100",
                "/Observation?_include=*&_revinclude=*&_count=100",
                "/?_type=Observation,Condition,Patient&_count=100",
                "/Patient/" + PATIENT + "/*?_count=100")) {
            HttpResponse<String> answer = getWith(token, address);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(entries(json(answer))).as(address).isNotEmpty().allSatisfy(entry -> {
                assertThat(entry.at("/resource/resourceType").asText()).isEqualTo("Observation");
                assertThat(entry.at("/resource/subject/reference").asText()).isEqualTo("Patient/" + PATIENT);
            });
        }
        HttpResponse<String> batch = sent(
                with(token, ""),
                "POST",
                FHIR_JSON,
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/" + PATIENT + "\"}},"
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/" + PATIENT + "/$everything\"}},"
                        + "{\"request\":{\"method\":\"GET\",\"url\":\"Observation/" + theirs + "\"}},"
                        + "{\"request\":{\"method\":\"DELETE\",\"url\":\"Observation/" + theirs + "\"}}]}");
        assertThat(entries(json(batch)))
                .extracting(entry -> entry.at("/response/status").asText().substring(0, 3))
                .containsExactly("403", "403", "404", "403");
    }

    // ---- search oracle

    /** Each pair asks the same of what lies beyond the token: once what is so there, once what is not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/Observation?subject:Patient.family=Victim{secret} | /Observation?subject:Patient.family=Nobody",
                "/Observation?subject.family=Victim{secret} | /Observation?subject.family=Nobody",
                "/Observation?subject:Patient._has:Condition:patient:code:text={secret}"
                        + " | /Observation?subject:Patient._has:Condition:patient:code:text=nothing",
                "/Observation?patient={victim} | /Observation?patient=nobody",
                "/Observation?code:text={secret} | /Observation?code:text=nothing",
                "/Observation?_has:Provenance:target:agent=Practitioner/demo-practitioner-1"
                        + " | /Observation?_has:Provenance:target:agent=Practitioner/nobody",
                "/Observation?_content={secret} | /Observation?_content=nothing",
                "/Observation?_text={secret} | /Observation?_text=nothing",
                "/Observation?_lastUpdated=gt2020-01-01&_id={theirs} | /Observation?_lastUpdated=gt2020-01-01&_id=nothing",
            })
    void searchOracle_hasAndChain_answerAlikeWhatIsAndWhatIsNot(String is, String isNot) {
        String token = launched(OWN);
        for (String more : List.of("", "&_total=accurate", "&_summary=count")) {
            HttpResponse<String> yes = getWith(token, filled(is) + more);
            HttpResponse<String> no = getWith(token, filled(isNot) + more);
            assertThat(yes.statusCode())
                    .as(yes.body())
                    .isEqualTo(no.statusCode())
                    .isLessThan(500);
            assertThat(json(yes).path("entry")).isEqualTo(json(no).path("entry"));
            assertThat(json(yes).path("total")).isEqualTo(json(no).path("total"));
        }
    }

    private static String filled(String address) {
        return address.replace("{secret}", secret).replace("{victim}", victim).replace("{theirs}", theirs);
    }

    @Test
    void searchOracle_has_overATypeThatTheTokenLacks_tellsNothing() {
        String scope = "system/Patient.rs";
        String query = "/Patient?_id=" + victim + "&_has:Condition:patient:code:text=";
        HttpResponse<String> yes = send(request(query + secret, scope));
        HttpResponse<String> no = send(request(query + "nothing", scope));
        assertThat(yes.statusCode()).isEqualTo(no.statusCode());
        assertThat(json(yes).path("entry")).isEqualTo(json(no).path("entry"));
        assertThat(ids(get(query + secret))).as("who may see both, finds it").containsExactly(victim);
    }

    @Test
    void searchOracle_filter_isNotServed() {
        assertOutcome(getWith(launched(OWN), "/Observation?_filter=" + encode("code co \"x\"")), 400);
        assertOutcome(
                send(with(launched(OWN), "/Observation?_filter=" + encode("code co \"x\""))
                        .header("Prefer", "handling=strict")),
                400);
    }

    @Test
    void searchOracle_missingSortAndTotal_countTheOpenChartAlone() {
        String token = launched(OWN);
        int own = ids(getWith(token, "/Observation?_count=1000")).size();
        for (String query : List.of(
                "_total=accurate",
                "encounter:missing=true&_total=accurate",
                "encounter:missing=false&_total=accurate",
                "code:not=urn:x%7Cnone&_total=accurate",
                "_summary=count",
                "_count=0")) {
            assertThat(json(getWith(token, "/Observation?" + query))
                            .path("total")
                            .asInt())
                    .as(query)
                    .isLessThanOrEqualTo(own);
        }
        assertThat(json(getWith(token, "/Observation?_total=accurate"))
                        .path("total")
                        .asInt())
                .isEqualTo(own);
        for (String sort : List.of("date", "-date", "code", "_lastUpdated", "-_id", "patient")) {
            HttpResponse<String> page = getWith(token, "/Observation?_count=1000&_sort=" + sort);
            if (page.statusCode() == 200) {
                assertThat(ids(page)).as(sort).hasSize(own).doesNotContain(theirs);
            } else {
                assertOutcome(page, 400);
            }
        }
    }
}
