package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What HL7's International Patient Summary 2.0.1 asks of a summary, as its profiles Bundle-uv-ips and Composition-uv-ips say it:
 * our own reading, for a build without that guide.
 */
final class IpsRules {
    private static final Set<String> REQUIRED = Set.of("11450-4", "48765-2", "10160-0");
    private static final Map<String, Set<String>> ENTRIES = Map.of(
            "11450-4", Set.of("Condition"),
            "48765-2", Set.of("AllergyIntolerance"),
            "10160-0", Set.of("MedicationStatement", "MedicationRequest"),
            "11369-6", Set.of("Immunization"),
            "30954-2", Set.of("Observation", "DiagnosticReport"),
            "47519-4", Set.of("Procedure"));

    private IpsRules() {}

    static void assertFollows(JsonNode bundle) {
        assertThat(bundle.path("resourceType").asText()).isEqualTo("Bundle");
        assertThat(bundle.path("type").asText()).isEqualTo("document");
        assertThat(bundle.at("/identifier/system").asText()).isNotEmpty();
        assertThat(bundle.at("/identifier/value").asText()).isNotEmpty();
        assertThat(bundle.path("timestamp").asText()).isNotEmpty();
        Set<String> there = new HashSet<>();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String reference = resource.path("resourceType").asText() + "/"
                    + resource.path("id").asText();
            assertThat(entry.path("fullUrl").asText()).endsWith("/" + reference);
            assertThat(there.add(reference)).as(reference).isTrue();
            assertThat(entry.has("request") || entry.has("response") || entry.has("search"))
                    .isFalse();
        }
        composition(bundle.at("/entry/0/resource"), there);
    }

    private static void composition(JsonNode composition, Set<String> there) {
        assertThat(composition.path("resourceType").asText()).isEqualTo("Composition");
        assertThat(composition.at("/type/coding/0/system").asText()).isEqualTo("http://loinc.org");
        assertThat(composition.at("/type/coding/0/code").asText()).isEqualTo("60591-5");
        assertThat(composition.path("date").asText()).isNotEmpty();
        assertThat(composition.path("title").asText()).isNotEmpty();
        assertThat(there).contains(composition.at("/subject/reference").asText());
        composition
                .path("author")
                .forEach(author ->
                        assertThat(there).contains(author.path("reference").asText()));
        assertThat(composition.path("author")).isNotEmpty();
        List<String> codes = new ArrayList<>();
        for (JsonNode section : composition.path("section")) {
            codes.add(section(section, there));
        }
        assertThat(codes).doesNotHaveDuplicates().containsAll(REQUIRED);
    }

    private static String section(JsonNode section, Set<String> there) {
        String code = section.at("/code/coding/0/code").asText();
        assertThat(ENTRIES).containsKey(code);
        assertThat(section.path("title").asText()).as(code).isNotEmpty();
        assertThat(section.at("/text/div").asText()).as(code).contains("<div", "</div>");
        assertThat(section.path("section"))
                .as("a section of an IPS has none of its own")
                .isEmpty();
        boolean empty = section.path("entry").isEmpty();
        // ips-comp-1: one of them; cmp-2 of R4: never both.
        assertThat(section.path("emptyReason").isMissingNode()).as(code).isEqualTo(!empty);
        for (JsonNode entry : section.path("entry")) {
            String reference = entry.path("reference").asText();
            assertThat(there).contains(reference);
            assertThat(ENTRIES.get(code)).contains(reference.substring(0, reference.indexOf('/')));
        }
        return code;
    }
}
