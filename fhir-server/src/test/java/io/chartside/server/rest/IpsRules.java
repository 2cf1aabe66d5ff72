package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What HL7's International Patient Summary 2.0.1 asks of a summary: our own reading of its profiles and invariants, for a build
 * without that guide's package. Every assertion names its rule; each profile is at
 * {@code https://hl7.org/fhir/uv/ips/2.0.1/StructureDefinition-}NAME{@code .html}, R4's rules for documents are at
 * {@code https://hl7.org/fhir/R4/documents.html}. Terminology bindings and obligations of must-support elements are not checked.
 */
final class IpsRules {
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    private static final Set<String> REQUIRED = Set.of("11450-4", "48765-2", "10160-0");
    private static final Map<String, Set<String>> ENTRIES = Map.of(
            "11450-4", Set.of("Condition"),
            "48765-2", Set.of("AllergyIntolerance"),
            "10160-0", Set.of("MedicationStatement", "MedicationRequest"),
            "11369-6", Set.of("Immunization"),
            "30954-2", Set.of("Observation", "DiagnosticReport"),
            "47519-4", Set.of("Procedure"));
    /** R4, list-empty-reason: those that do not claim that there is nothing. */
    private static final Set<String> SILENT = Set.of("unavailable", "withheld", "notasked", "notstarted", "closed");

    private final Map<String, JsonNode> there = new HashMap<>();

    private IpsRules() {}

    static void assertFollows(JsonNode bundle) {
        new IpsRules().bundle(bundle);
    }

    private void bundle(JsonNode bundle) {
        assertThat(bundle.path("resourceType").asText()).as("Bundle-uv-ips").isEqualTo("Bundle");
        assertThat(bundle.at("/meta/profile").toString())
                .as("Bundle-uv-ips: its profile is told")
                .contains("http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips");
        assertThat(bundle.path("type").asText()).as("Bundle-uv-ips type").isEqualTo("document");
        assertThat(bundle.at("/identifier/system").asText())
                .as("Bundle-uv-ips identifier 1.., R4 bdl-9")
                .isNotEmpty();
        assertThat(bundle.at("/identifier/value").asText())
                .as("Bundle-uv-ips identifier 1.., R4 bdl-9")
                .isNotEmpty();
        assertThat(bundle.path("timestamp").asText())
                .as("Bundle-uv-ips timestamp 1.., R4 bdl-10")
                .isNotEmpty();
        for (JsonNode entry : bundle.path("entry")) {
            JsonNode resource = entry.path("resource");
            String reference = resource.path("resourceType").asText() + "/"
                    + resource.path("id").asText();
            assertThat(entry.path("fullUrl").asText())
                    .as("Bundle-uv-ips entry.fullUrl 1..")
                    .endsWith("/" + reference);
            assertThat(there.put(reference, resource))
                    .as("R4 bdl-7: " + reference + " once")
                    .isNull();
            assertThat(entry.has("request") || entry.has("response") || entry.has("search"))
                    .as("Bundle-uv-ips entry.search, request, response ..0")
                    .isFalse();
        }
        JsonNode composition = bundle.at("/entry/0/resource");
        assertThat(composition.path("resourceType").asText())
                .as("R4 bdl-11: the Composition first")
                .isEqualTo("Composition");
        assertThat(there.keySet().stream().filter(key -> key.startsWith("Composition/")))
                .as("bdl-ips-1: no other Composition")
                .hasSize(1);
        assertThat(there.keySet().stream().filter(key -> key.startsWith("Patient/")))
                .as("Bundle-uv-ips entry:patient 1..1")
                .hasSize(1);
        composition(composition);
        there.forEach(this::entry);
    }

    private void composition(JsonNode composition) {
        assertThat(composition.at("/meta/profile").toString())
                .as("Composition-uv-ips: its profile is told")
                .contains("http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips");
        assertThat(composition.path("status").asText())
                .as("Composition-uv-ips status")
                .isIn("preliminary", "final", "amended");
        assertThat(composition.at("/type/coding/0/system").asText())
                .as("Composition-uv-ips type")
                .isEqualTo("http://loinc.org");
        assertThat(composition.at("/type/coding/0/code").asText())
                .as("Composition-uv-ips type")
                .isEqualTo("60591-5");
        assertThat(composition.path("date").asText())
                .as("Composition-uv-ips date")
                .isNotEmpty();
        assertThat(composition.path("title").asText())
                .as("Composition-uv-ips title")
                .contains("Patient Summary");
        assertThat(composition.path("identifier").isObject())
                .as("Composition-uv-ips identifier")
                .isTrue();
        assertThat(there).as("Composition-uv-ips subject.reference 1..").containsKey(reference(composition, "subject"));
        assertThat(reference(composition, "subject"))
                .as("Composition-uv-ips subject")
                .startsWith("Patient/");
        assertThat(composition.path("author"))
                .as("Composition-uv-ips author 1..")
                .isNotEmpty();
        composition
                .path("author")
                .forEach(author -> assertThat(there)
                        .as("R4 documents: author in the document")
                        .containsKey(author.path("reference").asText()));
        List<String> codes = new ArrayList<>();
        for (JsonNode section : composition.path("section")) {
            codes.add(section(section));
        }
        assertThat(codes).as("Composition-uv-ips section slices 0..1 or 1..1").doesNotHaveDuplicates();
        assertThat(codes)
                .as("Composition-uv-ips sectionMedications, sectionAllergies, sectionProblems 1..1")
                .containsAll(REQUIRED);
    }

    private String section(JsonNode section) {
        String code = section.at("/code/coding/0/code").asText();
        assertThat(section.at("/code/coding/0/system").asText()).isEqualTo("http://loinc.org");
        assertThat(ENTRIES).as("Composition-uv-ips: a slice of section").containsKey(code);
        assertThat(section.path("title").asText())
                .as("Composition-uv-ips section.title 1..: " + code)
                .isNotEmpty();
        assertThat(section.at("/text/status").asText())
                .as("Composition-uv-ips section.text 1..: " + code)
                .isNotEmpty();
        assertThat(section.at("/text/div").asText().replaceAll("<[^>]*>", "").strip())
                .as("R4 txt-2: the narrative of " + code + " says something")
                .isNotEmpty();
        assertThat(section.path("section"))
                .as("Composition-uv-ips section.section ..0")
                .isEmpty();
        boolean empty = section.path("entry").isEmpty();
        assertThat(section.path("emptyReason").isMissingNode())
                .as("ips-comp-1: entry or emptyReason; R4 cmp-2: never both: " + code)
                .isEqualTo(!empty);
        if (empty) {
            assertThat(section.at("/emptyReason/coding/0/system").asText())
                    .isEqualTo("http://terminology.hl7.org/CodeSystem/list-empty-reason");
            assertThat(SILENT)
                    .as("nobody said that there is nothing")
                    .contains(section.at("/emptyReason/coding/0/code").asText());
        }
        for (JsonNode entry : section.path("entry")) {
            String reference = entry.path("reference").asText();
            assertThat(there)
                    .as("R4 documents: entries resolve in the document")
                    .containsKey(reference);
            assertThat(ENTRIES.get(code))
                    .as("Composition-uv-ips entry of " + code)
                    .contains(reference.substring(0, reference.indexOf('/')));
        }
        return code;
    }

    /** What the profiles of the entries require beyond R4. */
    private void entry(String key, JsonNode resource) {
        switch (key.substring(0, key.indexOf('/'))) {
            case "Patient" -> {
                assertThat(told(resource, "birthDate"))
                        .as("Patient-uv-ips birthDate 1..")
                        .isTrue();
                assertThat(resource.path("name")).as("Patient-uv-ips name 1..").isNotEmpty();
                assertThat(StreamSupport.stream(resource.path("name").spliterator(), false)
                                .allMatch(name -> told(name, "text") || told(name, "family") || told(name, "given")))
                        .as("ips-pat-1")
                        .isTrue();
            }
            case "Condition", "AllergyIntolerance" -> {
                assertThat(resource.path("code").isObject())
                        .as(key + " code 1..")
                        .isTrue();
                patient(key, resource, key.startsWith("Condition") ? "subject" : "patient");
            }
            case "MedicationRequest", "MedicationStatement" -> {
                patient(key, resource, "subject");
                String medication = reference(resource, "medicationReference");
                assertThat(resource.has("medicationCodeableConcept")
                                || medication.startsWith("#")
                                || there.containsKey(medication))
                        .as(
                                "MedicationRequest-uv-ips medication[x]: told, or a Medication that resolves in the document")
                        .isTrue();
            }
            case "Immunization" -> {
                patient(key, resource, "patient");
                assertThat(told(resource, "occurrenceDateTime") || told(resource, "occurrenceString"))
                        .as("Immunization-uv-ips occurrence[x]")
                        .isTrue();
            }
            case "Procedure" -> {
                patient(key, resource, "subject");
                assertThat(told(resource, "performedDateTime") || resource.has("performedPeriod"))
                        .as("Procedure-uv-ips performed[x] 1..")
                        .isTrue();
            }
            case "Observation" -> {
                patient(key, resource, "subject");
                assertThat(resource.path("code").isObject()
                                && resource.path("category").isArray())
                        .as("Observation-results-laboratory-pathology-uv-ips category, code")
                        .isTrue();
                assertThat(told(resource, "effectiveDateTime") || resource.has("effectivePeriod"))
                        .as("Observation-results-laboratory-pathology-uv-ips effective[x] 1..")
                        .isTrue();
            }
            default -> {
                // Device, Provenance, Medication: no more than R4.
            }
        }
    }

    private void patient(String key, JsonNode resource, String element) {
        assertThat(there).as(key + " " + element + ".reference 1..").containsKey(reference(resource, element));
    }

    private static String reference(JsonNode resource, String element) {
        return resource.path(element).path("reference").asText();
    }

    /** With a value, or with the reason why there is none. */
    private static boolean told(JsonNode resource, String element) {
        return resource.has(element) || resource.path("_" + element).toString().contains(ABSENT);
    }
}
