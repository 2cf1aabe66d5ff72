package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.operation.Operation;
import io.chartside.server.operation.Operations;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The CapabilityStatement says what works: what it lists is tried, and what works is listed. */
class CapabilitiesTest extends RestTest {
    private static final List<String> INTERACTIONS = List.of(
            "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type");

    @Autowired
    private Operations operations;

    @Test
    void everyInteractionWorks_ifAndOnlyIfItIsListed() {
        for (JsonNode resource : rest().get("resource")) {
            String type = resource.get("type").asText();
            Set<String> listed = new TreeSet<>();
            resource.get("interaction")
                    .forEach(interaction -> listed.add(interaction.get("code").asText()));
            Set<String> working = new TreeSet<>();
            for (String interaction : INTERACTIONS) {
                HttpResponse<String> response = tried(type, interaction);
                assertThat(response.statusCode())
                        .as("%s of %s: %s", interaction, type, response.body())
                        .isLessThan(500);
                if (!isNotOffered(response)) {
                    working.add(interaction);
                }
            }
            assertThat(working).as(type).isEqualTo(listed);
        }
    }

    @Test
    void everyListedSearchParameterIsUnderstood() {
        for (JsonNode resource : rest().get("resource")) {
            String type = resource.get("type").asText();
            Map<String, String> parameters = new LinkedHashMap<>();
            resource.path("searchParam")
                    .forEach(parameter -> parameters.put(
                            parameter.get("name").asText(),
                            value(parameter.get("type").asText())));
            assertThat(parameters).as(type).isNotEmpty();
            StringBuilder query = new StringBuilder();
            int n = 0;
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                query.append(parameter.getKey())
                        .append('=')
                        .append(encode(parameter.getValue()))
                        .append('&');
                if (++n % 10 == 0 || n == parameters.size()) {
                    HttpResponse<String> response = get("/" + type + "?" + query);
                    assertThat(response.statusCode())
                            .as("%s?%s: %s", type, query, response.body())
                            .isIn(200, 400);
                    assertThat(response.body())
                            .as("%s?%s", type, query)
                            .doesNotContain("nknown")
                            .doesNotContain("cannot be searched");
                    query.setLength(0);
                }
            }
        }
    }

    @Test
    void everyOperationIsListedWhereItIsOffered_andNowhereElse() {
        JsonNode rest = rest();
        assertThat(names(rest.path("operation"))).isEqualTo(offered(Operation.Level.SYSTEM, ""));
        for (JsonNode resource : rest.get("resource")) {
            String type = resource.get("type").asText();
            Set<String> expected = new TreeSet<>(offered(Operation.Level.TYPE, type));
            expected.addAll(offered(Operation.Level.INSTANCE, type));
            assertThat(names(resource.path("operation"))).as(type).isEqualTo(expected);
        }
        for (Operation operation : operations.all()) {
            for (Operation.Level level : operation.levels()) {
                String type = level == Operation.Level.SYSTEM
                        ? ""
                        : "/" + operation.types().iterator().next();
                String place = type + (level == Operation.Level.INSTANCE ? "/none" : "") + "/$" + operation.name();
                HttpResponse<String> response = operation.methods().contains("GET")
                        ? get(place)
                        : post(place, "{\"resourceType\":\"Parameters\"}");
                assertThat(response.statusCode()).as(place).isLessThan(500).isNotEqualTo(405);
                assertThat(isNotOffered(response))
                        .as(place + " " + response.body())
                        .isFalse();
            }
        }
    }

    @Test
    void systemInteractionsWork() {
        Set<String> listed = new TreeSet<>();
        rest().get("interaction").forEach(i -> listed.add(i.get("code").asText()));
        assertThat(listed).containsExactlyInAnyOrder("transaction", "batch", "history-system", "search-system");
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"%s\"}";
        assertThat(post("", bundle.formatted("transaction")).statusCode()).isEqualTo(200);
        assertThat(post("", bundle.formatted("batch")).statusCode()).isEqualTo(200);
        assertThat(get("/_history?_count=1").statusCode()).isEqualTo(200);
        assertThat(get("?_type=Patient&_count=1").statusCode()).isEqualTo(200);
        assertOutcome(put("", bundle.formatted("batch")), 405);
    }

    private static JsonNode rest() {
        return json(get("/metadata")).at("/rest/0");
    }

    private Set<String> offered(Operation.Level level, String type) {
        Set<String> names = new TreeSet<>();
        for (Operation operation : operations.all()) {
            if (operation.levels().contains(level)
                    && (level == Operation.Level.SYSTEM || operation.types().contains(type))) {
                names.add(operation.name());
            }
        }
        return names;
    }

    private static Set<String> names(JsonNode operations) {
        List<String> names = new ArrayList<>();
        operations.forEach(operation -> names.add(operation.get("name").asText()));
        assertThat(names).doesNotHaveDuplicates();
        return new TreeSet<>(names);
    }

    /** Requests that change nothing: the instance does not exist, the body lacks what it needs. */
    private static HttpResponse<String> tried(String type, String interaction) {
        String none = "/" + type + "/none";
        String body = "{\"resourceType\":\"" + type + "\",\"unheard\":1}";
        return switch (interaction) {
            case "read" -> get(none);
            case "vread" -> get(none + "/_history/1");
            case "update" -> put(none, "{\"resourceType\":\"" + type + "\",\"id\":\"none\"}", "If-Match", "W/\"9\"");
            case "patch" -> patch(none, "application/json-patch+json", "[{\"op\":\"remove\",\"path\":\"/text\"}]");
            case "delete" -> delete(none);
            case "history-instance" -> get(none + "/_history");
            case "history-type" -> get("/" + type + "/_history?_count=1");
            case "create" -> post("/" + type, body);
            default -> get("/" + type + "?_count=1");
        };
    }

    private static boolean isNotOffered(HttpResponse<String> response) {
        return response.statusCode() == 405
                || response.statusCode() == 404
                        && json(response).at("/issue/0/code").asText().equals("not-supported");
    }

    private static String value(String type) {
        return switch (type) {
            case "date" -> "2026-01-01";
            case "reference" -> "Patient/none";
            case "number", "quantity" -> "5";
            case "uri" -> "urn:none";
            default -> "none";
        };
    }
}
