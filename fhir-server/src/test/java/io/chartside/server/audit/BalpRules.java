package io.chartside.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The rules of IHE BALP 1.1's profiles for RESTful activities, as its definitions state them: codes, counts, and what must
 * not be there.
 */
public final class BalpRules {
    public static final String PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    private static final String TOKEN_ISSUED = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.IUA.71";
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

    public static List<String> profiles(JsonNode event) {
        List<String> profiles = new ArrayList<>();
        event.at("/meta/profile").forEach(profile -> profiles.add(profile.asText()));
        return profiles;
    }

    /** @throws AssertionError naming the rule that the event breaks */
    public static void assertFollows(JsonNode event) {
        for (String profile : profiles(event)) {
            if (profile.equals(TOKEN_ISSUED)) {
                tokenIssued(event);
                continue;
            }
            assertThat(profile).startsWith(PROFILES);
            String name = profile.substring(PROFILES.length());
            if (name.startsWith("OAUTHaccessTokenUse.")) {
                tokenUse(event, name.substring(name.indexOf('.') + 1));
            } else if (name.equals("AuthZconsent")) {
                authorization(event);
            } else if (name.equals("PrivacyDisclosure.Source")) {
                disclosure(event);
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

    /** @param pattern Opaque, Minimal or Comprehensive */
    private static void tokenUse(JsonNode event, String pattern) {
        JsonNode client = only(event.path("agent"), agent -> types(agent).contains(DCM + "110150"), "OAuth client");
        assertThat(client.at("/who/identifier/value").asText()).isNotEmpty();
        assertThat(client.has("media")).isFalse();
        JsonNode user = only(
                event.path("agent"),
                agent -> types(agent)
                        .contains("https://profiles.ihe.net/ITI/BALP/CodeSystem/UserAgentTypes|UserOauthAgent"),
                "OAuth user");
        assertThat(user.path("requestor").asBoolean()).isTrue();
        assertThat(user.has("who")).isTrue();
        assertThat(user.path("policy")).hasSize(1);
        assertThat(user.at("/policy/0").asText()).startsWith("urn:ietf:params:oauth:jti:");
        assertThat(user.has("media") || user.has("network")).isFalse();
        if (pattern.equals("Comprehensive")) {
            assertThat(user.at("/who/identifier/system").asText()).startsWith("http");
            assertThat(user.at("/who/identifier/value").asText()).isNotEmpty();
        } else if (pattern.equals("Opaque")) {
            assertThat(user.at("/policy/0").asText().replaceFirst(".*:", "")).hasSizeLessThanOrEqualTo(32);
        }
    }

    private static void tokenIssued(JsonNode event) {
        assertThat(coding(event.path("type"))).isEqualTo(DCM + "110114");
        assertThat(event.at("/subtype/0/code").asText()).isEqualTo("ITI-71");
        assertThat(event.path("action").asText()).isEqualTo("E");
        assertThat(event.path("outcome").asText()).isEqualTo("0");
        only(event.path("agent"), agent -> types(agent).contains(DCM + "110150"), "client");
        assertThat(event.path("entity")).hasSize(1);
    }

    /**
     * A sign-in that was not accepted: BALP has no profile of it, so the rules are those of DICOM's User Authentication (PS3.15,
     * A.5.3.12), and our own that it says how it was tried and never with what.
     */
    public static void assertRefusedSignIn(JsonNode event, String method) {
        assertThat(profiles(event)).isEmpty();
        assertThat(coding(event.path("type"))).isEqualTo(DCM + "110114");
        assertThat(coding(event.at("/subtype/0"))).isEqualTo(DCM + "110122");
        assertThat(event.path("action").asText()).isEqualTo("E");
        assertThat(event.path("outcome").asText()).isIn("4", "8");
        JsonNode client = only(event.path("agent"), agent -> types(agent).contains(DCM + "110150"), "browser");
        assertThat(client.at("/network/address").asText()).isNotEmpty();
        assertThat(event.path("agent"))
                .allSatisfy(agent -> assertThat(agent.has("policy")).isFalse());
        assertThat(event.path("entity")).hasSize(1);
        byte[] tried = Base64.getDecoder().decode(event.at("/entity/0/query").asText());
        assertThat(new String(tried, StandardCharsets.UTF_8)).matches("method=" + method + "\nX-Request-Id: \\S+");
    }

    private static void authorization(JsonNode event) {
        assertThat(coding(event.path("type"))).isEqualTo(DCM + "110113");
        assertThat(event.path("action").asText()).isEqualTo("E");
        assertThat(event.path("subtype"))
                .isNotEmpty()
                .allSatisfy(subtype -> assertThat(subtype.path("code").asText()).isIn("AuthZ-Consent", "AuthZ-Role"));
        JsonNode client = only(event.path("agent"), agent -> types(agent).contains(DCM + "110150"), "client");
        assertThat(client.has("who") && client.has("network")).isTrue();
        assertThat(client.has("role")
                        || client.has("altId")
                        || client.has("name")
                        || client.has("media")
                        || client.has("location")
                        || client.has("purposeOfUse"))
                .isFalse();
        JsonNode user = only(event.path("agent"), agent -> types(agent).contains(PARTICIPATION + "IRCP"), "user");
        assertThat(user.path("requestor").asBoolean()).isTrue();
        assertThat(user.has("network") || user.has("media")).isFalse();
        String roles = "http://terminology.hl7.org/CodeSystem/";
        JsonNode organization =
                only(event.path("agent"), agent -> types(agent).contains(roles + "v3-RoleClass|PROV"), "organization");
        assertThat(organization.has("policy") || organization.has("network")).isFalse();
        JsonNode authorizer = only(
                event.path("agent"),
                agent -> types(agent).contains(roles + "extra-security-role-type|authserver"),
                "authorizer");
        assertThat(authorizer.path("who")).as("the authorizer is the source").isEqualTo(event.at("/source/observer"));
        assertThat(authorizer.has("network")).isFalse();
        patientEntity(event);
        assertThat(all(
                        event.path("entity"),
                        entity -> coding(entity.path("type")).equals("http://hl7.org/fhir/resource-types|Consent")))
                .isNotEmpty()
                .allSatisfy(consent -> assertThat(consent.has("what")).isTrue());
        assertThat(event.path("entity"))
                .as("a closed list")
                .allSatisfy(
                        entity -> assertThat(entity.at("/type/code").asText()).isIn("1", "Consent", "UserOauthAgent"));
    }

    private static void disclosure(JsonNode event) {
        assertThat(coding(event.path("type"))).isEqualTo(DCM + "110106");
        assertThat(event.path("action").asText()).isEqualTo("R");
        assertThat(event.path("subtype"))
                .anyMatch(subtype ->
                        coding(subtype).equals("http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle|disclose"));
        JsonNode source = only(event.path("agent"), agent -> types(agent).contains(DCM + "110153"), "source");
        assertThat(source.path("who")).as("the source recorded it").isEqualTo(event.at("/source/observer"));
        assertThat(source.has("network")).isTrue();
        JsonNode recipient = only(event.path("agent"), agent -> types(agent).contains(DCM + "110152"), "recipient");
        assertThat(recipient.has("who") && recipient.has("network")).isTrue();
        patientEntity(event);
        assertThat(event.path("entity")).hasSizeGreaterThanOrEqualTo(2);
    }

    private static void patientEntity(JsonNode event) {
        JsonNode patient = only(event.path("entity"), entity -> type(entity).equals("audit-entity-type|1"), "patient");
        assertThat(patient.at("/role/code").asText()).isEqualTo("1");
        assertThat(patient.at("/what/reference").asText()).startsWith("Patient/");
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
