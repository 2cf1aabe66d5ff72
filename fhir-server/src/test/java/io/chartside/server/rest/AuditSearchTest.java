package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MA9: the trail is searched by every parameter that R4 gives AuditEvent, as any other type is (R4, 3.1.1). */
class AuditSearchTest extends RestTest {
    private static final String MARK = "M" + UUID.randomUUID().toString().substring(0, 8);
    private static String patient;
    private static String first;
    private static String second;

    @BeforeEach
    void twoEventsThatDifferInEverything() {
        if (second != null) {
            return;
        }
        patient = created("Patient", """
                {"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"%s"}]}
                """.formatted(MARK));
        first = created("AuditEvent", """
                {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest","display":"RESTful Operation"},
                 "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"vread"}],
                 "action":"R","recorded":"2026-03-01T10:00:00Z","outcome":"0",
                 "agent":[{"who":{"display":"EHR app"},"requestor":true,"name":"Pharmacy %1$s","altId":"alt-%1$s",
                           "role":[{"coding":[{"system":"urn:roles","code":"pharmacist-%1$s"}]}],
                           "policy":["urn:policy:%1$s:one"],"network":{"address":"10.1.%1$s","type":"2"}}],
                 "source":{"site":"ward-%1$s","observer":{"reference":"Device/observer-%1$s"}},
                 "entity":[{"what":{"reference":"Patient/%2$s"},"name":"Chart of %1$s",
                            "type":{"system":"urn:types","code":"chart-%1$s"},"role":{"system":"urn:parts","code":"part-%1$s"}}]}
                """.formatted(MARK, patient));
        second = created("AuditEvent", """
                {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},
                 "action":"E","recorded":"2026-03-02T10:00:00Z","outcome":"8","agent":[{"who":{"display":"Other app"},"requestor":true}],
                 "source":{"observer":{"display":"app"}},"entity":[{"what":{"reference":"Patient/%s"}}]}
                """.formatted(patient));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address=10.1.~",
                "address:exact=10.1.~",
                "agent-name=pharmacy ~",
                "agent-name:contains=macy ~",
                "agent-role=pharmacist-~",
                "agent-role=urn:roles|pharmacist-~",
                "altid=alt-~",
                "date=2026-03-01",
                "date=2026-03-01,2025-01-01",
                "date=ne2026-03-02",
                "entity-name=chart of ~",
                "entity-role=urn:parts|part-~",
                "entity-type=chart-~",
                "policy=urn:policy:~:one",
                "policy:below=urn:policy:~",
                "site=ward-~",
                "source=Device/observer-~",
                "source:Device=observer-~",
                "action=R",
                "action=http://hl7.org/fhir/audit-event-action|R",
                "action:not=E",
                "outcome=0,4",
                "outcome:not=8",
                "subtype=http://hl7.org/fhir/restful-interaction|vread",
                "subtype:missing=false",
                "type:text=RESTful",
                "agent-role:missing=false",
                "_id=#",
                "_id=#&action=R",
                "_id=#&subtype=vread&agent-name=pharmacy"
            })
    void everyParameterFindsTheEventThatHasTheValue(String criterion) {
        String query = criterion.replace("~", MARK).replace("#", first);
        assertThat(found(query)).as(query).containsExactly(first);
    }

    @Test
    void whatNoEventHasFindsNone() {
        for (String query :
                List.of("altid=nobody", "agent-role=other|pharmacist-" + MARK, "site:not=ward-" + MARK + "&action=R")) {
            assertThat(found(query)).as(query).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            patient.identifier, urn:mrn|~, true
            entity:Patient.identifier, urn:mrn|~, true
            patient.identifier, urn:mrn|nobody, false
            """)
    void aChainLeadsToTheEventsOfWhatItFinds(String name, String value, boolean any) {
        String url = "/AuditEvent?date=lt2026-04-01&" + name + "=" + encode(value.replace("~", MARK));
        assertThat(ids(url)).containsExactlyInAnyOrderElementsOf(any ? List.of(first, second) : List.of());
    }

    @Test
    void aTotalCountsEventsAndNotRows() {
        String url = "/AuditEvent?date=lt2026-04-01&patient=" + patient;
        for (String form :
                List.of("&_summary=count", "&_count=0", "&_summary=count&agent-name=", "&_total=accurate&_count=1")) {
            String query = form.endsWith("=") ? form + encode("Pharmacy " + MARK) : form;
            JsonNode bundle = json(get(url + query));
            assertThat(bundle.path("total").asInt()).as(query).isEqualTo(query.contains("agent-name") ? 1 : 2);
            assertThat(entries(bundle)).as(query).hasSize(query.contains("_total") ? 1 : 0);
        }
    }

    /** Pages of what is tested on the opened event show each once, however few match. */
    @Test
    void pagesOfOpenedEventsLeaveNothingOutAndRepeatNothing() {
        String client = "reported-" + MARK;
        for (int i = 0; i < 7; i++) {
            created("AuditEvent", """
                    {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},
                     "recorded":"2026-03-05T10:00:0%dZ","agent":[{"who":{"display":"app"},"requestor":true,"altId":"%s"}],
                     "source":{"observer":{"display":"app"}}}
                    """.formatted(i, i % 2 == 0 ? client : "somebody-else"));
        }
        String url = "/AuditEvent?altid=" + client + "&_count=2&date=ge2026-03-01&date=lt2026-04-01";
        List<String> all = new ArrayList<>();
        while (url != null) {
            JsonNode bundle = json(get(url));
            assertThat(entries(bundle)).hasSizeLessThanOrEqualTo(2);
            entries(bundle).forEach(e -> all.add(e.at("/resource/id").asText()));
            url = link(bundle);
        }
        assertThat(all).hasSize(4).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent-name:near=x",
                "type:in=http://x",
                "_has:Provenance:target:agent=x",
                "_list=x",
                "action=",
                "date=yesterday",
                "policy.name=x",
                "_sort=agent",
                "_total=some",
                "_count=many"
            })
    void whatIsNotUnderstoodIsRefusedAndNeverWidensTheAnswer(String criterion) {
        assertOutcome(get("/AuditEvent?" + encodeValue(criterion)), 400);
    }

    @Test
    void twiceTheSameValueIsOnce() {
        assertThat(found("action=R,R")).containsExactly(first);
    }

    @Test
    void metadataListsEveryParameterOfR4() {
        TreeSet<String> listed = new TreeSet<>();
        json(get("/metadata")).at("/rest/0/resource").forEach(resource -> {
            if (resource.get("type").asText().equals("AuditEvent")) {
                resource.get("searchParam")
                        .forEach(p -> listed.add(p.get("name").asText()));
            }
        });
        assertThat(listed)
                .contains("action", "address", "agent", "agent-name", "agent-role", "altid", "date", "entity")
                .contains("entity-name", "entity-role", "entity-type", "outcome", "patient", "policy", "site", "source")
                .contains("subtype", "type", "_id", "_lastUpdated");
    }

    private static List<String> found(String criterion) {
        return ids("/AuditEvent?date=lt2026-04-01&patient=" + patient + "&" + encodeValue(criterion));
    }

    private static String encodeValue(String criteria) {
        StringBuilder encoded = new StringBuilder();
        for (String criterion : criteria.split("&")) {
            String[] parts = criterion.split("=", 2);
            encoded.append(encoded.isEmpty() ? "" : "&")
                    .append(parts[0])
                    .append('=')
                    .append(encode(parts[1]));
        }
        return encoded.toString();
    }

    private static List<String> ids(String url) {
        HttpResponse<String> response = get(url);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return entries(json(response)).stream()
                .map(e -> e.at("/resource/id").asText())
                .toList();
    }

    private static String link(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.get("relation").asText().equals("next")) {
                return link.get("url").asText();
            }
        }
        return null;
    }
}
