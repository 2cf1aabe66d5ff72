package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Profiles of implementation guides: listed as they are loaded, and what is valid by them is valid, and nothing else. */
class GuideTest extends RestTest {
    private static final String CHART = "\"identifier\":[{\"system\":\"urn:chart\",\"value\":\"1\"}]";

    @Test
    void supportedProfiles_areThoseLoaded_withTheirVersionsWhereThereAreSeveral() {
        Map<String, List<String>> listed = new TreeMap<>();
        for (JsonNode resource : json(get("/metadata")).at("/rest/0/resource")) {
            for (JsonNode profile : resource.path("supportedProfile")) {
                listed.computeIfAbsent(resource.get("type").asText(), t -> new ArrayList<>())
                        .add(profile.asText());
            }
        }
        assertThat(listed)
                .isEqualTo(Map.of(
                        "Patient", List.of(SmallGuide.PATIENT + "|1.0.0", SmallGuide.PATIENT + "|2.0.0"),
                        "Condition", List.of(SmallGuide.CONDITION)));
        for (List<String> profiles : listed.values()) {
            for (String profile : profiles) {
                String type = profile.equals(SmallGuide.CONDITION) ? "Condition" : "Patient";
                assertThat(errors(validated(type, "{\"resourceType\":\"" + type + "\",\"language\":\"en\"}", profile)))
                        .as(profile)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void eachVersionOfAProfileIsValidatedAgainstAsItIs() {
        String named = "{\"resourceType\":\"Patient\"," + CHART + ",\"name\":[{\"family\":\"A\"}]}";
        assertThat(errors(validated("Patient", named, SmallGuide.PATIENT + "|1.0.0")))
                .isEmpty();
        assertThat(errors(validated("Patient", named, SmallGuide.PATIENT + "|2.0.0")))
                .singleElement()
                .asString()
                .contains("Patient.gender");
        assertThat(errors(validated("Patient", named, SmallGuide.PATIENT)))
                .as("the newest where none is named")
                .hasSize(1);
        String gendered = "{\"resourceType\":\"Patient\"," + CHART + ",\"gender\":\"female\"}";
        assertThat(errors(validated("Patient", gendered, SmallGuide.PATIENT))).isEmpty();
    }

    @Test
    void aMissingSliceAndABrokenOneAreFound() {
        String other =
                "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"identifier\":[{\"system\":\"urn:other\",\"value\":\"1\"}]}";
        assertThat(errors(validated("Patient", other, SmallGuide.PATIENT)))
                .anySatisfy(error -> assertThat(error).contains("Patient.identifier:chart"));
        String twice =
                "{\"resourceType\":\"Patient\",\"gender\":\"male\",\"identifier\":[{\"system\":\"urn:chart\",\"value\":\"1\"},{\"system\":\"urn:chart\",\"value\":\"2\"}]}";
        assertThat(errors(validated("Patient", twice, SmallGuide.PATIENT))).isNotEmpty();
    }

    @Test
    void valueSetsOfTheGuideAreChecked_andThoseThatAreNotAtHandAreReportedAsUnchecked() {
        String condition =
                "{\"resourceType\":\"Condition\",\"meta\":{\"profile\":[\"%s\"]},\"severity\":{\"coding\":[{\"system\":\"%sCodeSystem/severity\",\"code\":\"%s\"}]},\"code\":{\"coding\":[{\"system\":\"urn:x\",\"code\":\"1\"}]},\"subject\":{\"reference\":\"Patient/1\"}}";
        JsonNode good = outcome(
                post("/Condition/$validate", condition.formatted(SmallGuide.CONDITION, SmallGuide.BASE, "high")));
        assertThat(errors(good)).isEmpty();
        assertThat(issues(good, "warning"))
                .anySatisfy(warning -> assertThat(warning)
                        .contains("http://elsewhere.example/ValueSet/codes")
                        .contains("not found"));
        JsonNode bad = outcome(
                post("/Condition/$validate", condition.formatted(SmallGuide.CONDITION, SmallGuide.BASE, "unheard")));
        assertThat(errors(bad)).isNotEmpty();
        HttpResponse<String> expanded = get("/ValueSet/$expand?url=" + encode(SmallGuide.BASE + "ValueSet/severity"));
        assertThat(json(expanded).at("/expansion/total").asInt())
                .as(expanded.body())
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeValidatedAgainst_isNotPretendedTo() {
        HttpResponse<String> rootless = get("/Condition/$validate?profile=" + encode(SmallGuide.ROOTLESS));
        assertThat(rootless.statusCode()).isIn(400, 422);
        assertOutcome(
                post(
                        "/Condition/$validate",
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"profile\",\"valueUri\":\""
                                + SmallGuide.ROOTLESS
                                + "\"},{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Condition\",\"subject\":{\"display\":\"x\"}}}]}"),
                422);
        JsonNode named = outcome(post(
                "/Condition/$validate",
                "{\"resourceType\":\"Condition\",\"meta\":{\"profile\":[\"" + SmallGuide.ROOTLESS
                        + "\"]},\"subject\":{\"display\":\"x\"}}"));
        assertThat(issues(named, "warning"))
                .anySatisfy(warning -> assertThat(warning).contains(SmallGuide.ROOTLESS));
    }

    @Test
    void writesAreHeldToTheProfilesTheyName_whereTheTenantAsks() {
        String without = "{\"resourceType\":\"Patient\",\"meta\":{\"profile\":[\"" + SmallGuide.PATIENT + "|1.0.0\"]},"
                + CHART + "}";
        String with = without.replace("\"identifier\"", "\"name\":[{\"family\":\"Guide\"}],\"identifier\"");
        HttpResponse<String> refused = post(PICKY + "/Patient", without);
        assertOutcome(refused, 422);
        assertThat(refused.body()).contains("Validation_VAL_Profile_Minimum");
        assertThat(post(PICKY + "/Patient", with).statusCode()).isEqualTo(201);
        assertThat(post("/Patient", without).statusCode()).isEqualTo(201);
    }

    private static JsonNode validated(String type, String resource, String profile) {
        return outcome(post(
                "/" + type + "/$validate",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"profile\",\"valueUri\":\"" + profile
                        + "\"},{\"name\":\"resource\",\"resource\":" + resource + "}]}"));
    }

    private static JsonNode outcome(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static List<String> errors(JsonNode outcome) {
        return issues(outcome, "error");
    }

    private static List<String> issues(JsonNode outcome, String severity) {
        List<String> found = new ArrayList<>();
        for (JsonNode issue : outcome.get("issue")) {
            if (issue.get("severity").asText().equals(severity)) {
                found.add(issue.get("diagnostics").asText());
            }
        }
        return found;
    }
}
