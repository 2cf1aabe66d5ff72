package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of IHE BALP 1.1's profiles for RESTful activities, as its definitions state them: codes, counts, and what must
 * not be there.
 */
final class BalpRules {
    static final String PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM|";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType|";
    private static final Set<String> AUTHORS =
            Set.of(PARTICIPATION + "AUT", PARTICIPATION + "INF", PARTICIPATION + "CST");
    private static final Set<String> RECIPIENT = Set.of(PARTICIPATION + "IRCP");

    private record Kind(String action, Set<String> subtypes, String client, String server, Set<String> user) {}

    private static final Map<String, Kind> KINDS = Map.of(
            "Read", new Kind("R", Set.of("read", "vread"), DCM + "110152", DCM + "110153", RECIPIENT),
            "Create", new Kind("C", Set.of("create"), DCM + "110153", DCM + "110152", AUTHORS),
            "Update", new Kind("U", Set.of("update", "patch"), DCM + "110153", DCM + "110152", AUTHORS),
            "Delete",
                    new Kind(
                            "D",
                            Set.of("delete"),
                            DCM + "110150",
                            "http://terminology.hl7.org/CodeSystem/provenance-participant-type|custodian",
                            AUTHORS),
            "Query",
                    new Kind(
                            "E",
                            Set.of("search", "search-type", "search-system"),
                            DCM + "110153",
                            DCM + "110152",
                            RECIPIENT));

    private BalpRules() {}

    static List<String> profiles(JsonNode event) {
        List<String> profiles = new ArrayList<>();
        event.at("/meta/profile").forEach(profile -> profiles.add(profile.asText()));
        return profiles;
    }

    /** @throws AssertionError naming the rule that the event breaks */
    static void assertFollows(JsonNode event) {
        for (String profile : profiles(event)) {
            assertThat(profile).startsWith(PROFILES);
            String name = profile.substring(PROFILES.length());
            if (name.equals("OAUTHaccessTokenUse.Minimal")) {
                tokenUse(event);
            } else {
                boolean ofPatient = name.startsWith("Patient");
                rest(event, ofPatient ? name.substring("Patient".length()) : name, ofPatient);
            }
        }
    }

    private static void rest(JsonNode event, String name, boolean ofPatient) {
        Kind kind = KINDS.get(name);
        assertThat(kind).as(name).isNotNull();
        assertThat(coding(event.path("type"))).isEqualTo("http://terminology.hl7.org/CodeSystem/audit-event-type|rest");
        assertThat(event.path("subtype"))
                .isNotEmpty()
                .anyMatch(
                        subtype -> kind.subtypes().contains(subtype.path("code").asText()));
        assertThat(event.path("action").asText()).isEqualTo(kind.action());
        assertThat(event.path("recorded").asText()).isNotEmpty();
        assertThat(event.path("outcome").asText()).isEqualTo("0");
        for (String type : List.of(kind.client(), kind.server())) {
            JsonNode machine = only(event.path("agent"), agent -> types(agent).contains(type), type);
            assertThat(machine.has("who")).isTrue();
            assertThat(machine.has("network")).isTrue();
            assertThat(machine.has("media")).isFalse();
            if (name.equals("Delete")) {
                assertThat(machine.has("policy"))
                        .as("a deleting machine has no policy")
                        .isFalse();
            }
        }
        List<JsonNode> users = all(
                event.path("agent"), agent -> types(agent).stream().anyMatch(type -> type.startsWith(PARTICIPATION)));
        assertThat(users).hasSizeLessThanOrEqualTo(1);
        for (JsonNode user : users) {
            assertThat(types(user)).containsAnyElementsOf(kind.user());
            assertThat(user.has("who")).isTrue();
            assertThat(user.path("requestor").asBoolean()).isTrue();
            assertThat(user.has("network") || user.has("media")).isFalse();
            if (name.equals("Delete")) {
                assertThat(user.has("policy")).isFalse();
            }
        }
        assertThat(all(event.path("agent"), agent -> agent.path("requestor").asBoolean()))
                .as("one initiator")
                .hasSize(1);
        entities(event, name, ofPatient);
    }

    private static void entities(JsonNode event, String name, boolean ofPatient) {
        JsonNode request = only(
                event.path("entity"), entity -> entity.at("/type/code").asText().equals("XrequestId"), "X-Request-Id");
        assertThat(request.at("/what/identifier/value").asText()).isNotEmpty();
        JsonNode object =
                only(event.path("entity"), entity -> type(entity).equals("audit-entity-type|2"), "system object");
        String role = object.at("/role/code").asText();
        if (name.equals("Query")) {
            assertThat(role).isEqualTo("24");
            assertThat(object.path("query").asText()).isNotEmpty();
            assertThat(object.has("what") || object.has("detail") || object.has("lifecycle"))
                    .isFalse();
        } else {
            assertThat(Set.of("3", "4", "20")).contains(role);
            assertThat(object.at("/what/reference").asText()).matches("[A-Za-z]+/[A-Za-z0-9.-]+/_history/\\d+");
        }
        List<JsonNode> patients =
                all(event.path("entity"), entity -> type(entity).equals("audit-entity-type|1"));
        assertThat(patients).hasSize(ofPatient ? 1 : 0);
        for (JsonNode patient : patients) {
            assertThat(patient.at("/role/code").asText()).isEqualTo("1");
            assertThat(patient.at("/what/reference").asText()).startsWith("Patient/");
        }
    }

    private static void tokenUse(JsonNode event) {
        JsonNode user = only(
                event.path("agent"),
                agent -> types(agent)
                        .contains("https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes|UserOauthAgent"),
                "OAuth user");
        assertThat(user.path("requestor").asBoolean()).isTrue();
        assertThat(user.at("/policy/0").asText()).startsWith("urn:ietf:params:oauth:jti:");
        assertThat(user.has("media") || user.has("network")).isFalse();
    }

    private static String type(JsonNode entity) {
        return coding(entity.path("type")).replaceFirst(".*/", "");
    }

    private static String coding(JsonNode coding) {
        return coding.path("system").asText() + "|" + coding.path("code").asText();
    }

    private static List<String> types(JsonNode agent) {
        List<String> types = new ArrayList<>();
        agent.at("/type/coding").forEach(coding -> types.add(coding(coding)));
        return types;
    }

    private static JsonNode only(JsonNode all, Predicate<JsonNode> wanted, String what) {
        List<JsonNode> found = all(all, wanted);
        assertThat(found).as(what).hasSize(1);
        return found.get(0);
    }

    private static List<JsonNode> all(JsonNode all, Predicate<JsonNode> wanted) {
        List<JsonNode> found = new ArrayList<>();
        all.forEach(one -> {
            if (wanted.test(one)) {
                found.add(one);
            }
        });
        return found;
    }
}
