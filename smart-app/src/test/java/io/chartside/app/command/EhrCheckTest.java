package io.chartside.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./chartside ehr check} against a real EHR over HTTP that is right, and wrong in each way. */
class EhrCheckTest {
    private final SmartServer ehr = new SmartServer(Clock.systemUTC());
    private final AppServer app = new AppServer();

    @TempDir
    private Path folder;

    private record Told(int code, String words) {}

    @BeforeEach
    void registered() throws IOException {
        ehr.metadata(statement(true));
        profile("note: {write: true, conditional-create: true}");
        write("tenants/main.yml", """
                name: Main
                trusted-issuers:
                  - issuer: %s
                    jwks-uri: %s/oauth/jwks
                    clients: [the-app]
                    links: [{fhir-user: Practitioner/a, practitioner: Practitioner/b}]
                """.formatted(ehr.base(), ehr.base()));
    }

    @AfterEach
    void stop() {
        ehr.close();
        app.close();
    }

    private void profile(String more) throws IOException {
        write("ehr/clinic.yml", """
                name: Clinic
                issuer: %s
                internal: true
                tenant: main
                client: {id: the-app, scopes: launch openid fhirUser user/Patient.rs}
                frame-ancestors: [https://ehr.example]
                %s
                """.formatted(ehr.base(), more));
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private static String statement(boolean creates) {
        String read = "{\"code\":\"read\"},{\"code\":\"search-type\"}";
        String resources = Stream.of(
                        "Patient",
                        "Encounter",
                        "Practitioner",
                        "Condition",
                        "MedicationRequest",
                        "AllergyIntolerance",
                        "Observation")
                .map(type -> "{\"type\":\"" + type + "\",\"interaction\":[" + read + "]}")
                .collect(Collectors.joining(","));
        return "{\"resourceType\":\"CapabilityStatement\",\"fhirVersion\":\"4.0.1\",\"rest\":[{\"resource\":["
                + resources
                + ",{\"type\":\"DocumentReference\",\"conditionalCreate\":" + creates + ",\"interaction\":[" + read
                + (creates ? ",{\"code\":\"create\"}" : "") + "]}]}]}";
    }

    private Told check(String... arguments) {
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(words, true, StandardCharsets.UTF_8);
        return new Told(EhrCheck.run(arguments, out, out), words.toString(StandardCharsets.UTF_8));
    }

    private Told check() {
        return check("clinic", "--config", folder.toString(), "--app-url", app.address());
    }

    @Test
    void rightRegistration_findsNothingWrong_andSaysWhatTheEhrMustKnow() {
        Told told = check();

        assertThat(told.words())
                .contains("Nothing is wrong.")
                .contains(app.address() + "/launch")
                .contains("the app's key set answers directly, with a key for ES384")
                .contains("the app lets the EHR's pages show it in a frame")
                .contains("takes client id and redirect address")
                .contains("/.well-known/jwks.json")
                .doesNotContain("WRONG");
        assertThat(told.code()).isZero();
        assertThat(ehr.requests()).allMatch(request -> request.method().equals("GET"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smart-configuration | 404 | {} | discovery answers HTTP 404",
                "smart-configuration | 302 | {} | a redirect, which is not followed",
                "smart-configuration | 200 | <html> | discovery is no JSON",
                "smart-configuration | 200 | {} | discovery names no token_endpoint",
                "smart-configuration | 200 | {\"token_endpoint\":\"https://login.example/t\"}"
                        + " | token_endpoint is on an origin that the profile does not name: add https://login.example",
                "smart-configuration | 500 | {} | discovery answers HTTP 500",
                "oauth/jwks | 200 | {\"keys\":[]} | the key set holds no key",
                "metadata | 200 | {\"fhirVersion\":\"3.0.2\"} | speaks FHIR 3.0.2",
                "metadata | 200 | {\"fhirVersion\":\"4.0.1\"} | does not offer read of Patient"
            })
    void ehrThatAnswersWrongly_isNamed(String path, int status, String body, String expected) {
        ehr.fault(new Fault(path, "GET", status, body, false));

        Told told = check();

        assertThat(told.words()).contains("WRONG").contains(expected);
        assertThat(told.code()).isEqualTo(1);
    }

    /** As launches find them. */
    @Test
    void keysThatOnlyTheOpenIdConfigurationNames_areFound() {
        String endpoints = "{\"issuer\":\"%1$s/\",\"authorization_endpoint\":\"%1$s/oauth/authorize\","
                + "\"token_endpoint\":\"%1$s/oauth/token\"}";
        ehr.door().discovery(endpoints);
        assertThat(check().words()).contains("WRONG", "there is no jwks_uri");

        ehr.fault(new Fault(
                "/.well-known/openid-configuration",
                "GET",
                200,
                "{\"issuer\":\"%1$s/\",\"jwks_uri\":\"%1$s/oauth/jwks\"}".formatted(ehr.base()),
                false));
        assertThat(check().words()).contains("the key set answers").doesNotContain("there is no jwks_uri");
        assertThat(ehr.requests("openid-configuration"))
                .allSatisfy(asked -> assertThat(asked.path()).doesNotContain("//"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | invalid_grant | ok | knows the client and refuses a made-up code",
                "401 | invalid_client | WRONG | does not take the client (invalid_client): compare client.id",
                "401 | '' | WRONG | does not take the client (HTTP 401)",
                "400 | unauthorized_client | WRONG | registered as a back-end service",
                "503 | '' | note | answers HTTP 503 to a made-up code: whether it takes the client"
            })
    void clientsSecret_isTriedWithACodeThatNobodyWasGiven(int status, String error, String kind, String expected)
            throws IOException {
        Path file = folder.resolve("ehr/clinic.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("id: the-app,", "id: the-app, authentication: client_secret_basic, secret: a b,"));
        ehr.fault(new Fault(
                "/oauth/token", "POST", status, error.isEmpty() ? "" : "{\"error\":\"" + error + "\"}", false));

        assertThat(check().words().lines().filter(line -> line.contains(expected)))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(kind));
        assertThat(ehr.requests("/oauth/token")).singleElement().satisfies(asked -> {
            assertThat(asked.form()).containsEntry("grant_type", "authorization_code");
            assertThat(asked.headers().get("authorization"))
                    .isEqualTo("Basic "
                            + Base64.getEncoder().encodeToString("the-app:a+b".getBytes(StandardCharsets.UTF_8)));
        });
    }

    private void discovery(String more) {
        ehr.door()
                .discovery("{\"issuer\":\"%1$s\",\"authorization_endpoint\":\"%1$s/oauth/authorize\","
                        + "\"token_endpoint\":\"%1$s/oauth/token\",\"jwks_uri\":\"%1$s/oauth/jwks\"" + more + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"capabilities\":[\"permission-v1\"] | WRONG | the EHR knows SMART 1 only: write .read for .rs",
                "\"capabilities\":[\"permission-v2\"] | ok | the scopes' spelling is one that the EHR knows",
                "\"scopes_supported\":[\"user/Patient.read\"] | WRONG | the EHR knows SMART 1 only",
                "\"code_challenge_methods_supported\":[\"plain\"] | note | lacks S256 (it has plain): PKCE is sent all the same",
                "\"capabilities\":[] | note | names no code_challenge_methods_supported: PKCE (S256) is sent all the same",
                "\"token_endpoint_auth_methods_supported\":[\"client_secret_basic\"]"
                        + " | WRONG | lacks private_key_jwt (it has client_secret_basic): set client.authentication",
                "\"token_endpoint_auth_signing_alg_values_supported\":[\"RS384\"]"
                        + " | WRONG | lacks ES384 (it has RS384): set client.algorithm"
            })
    void registrationThatDoesNotFit_isNamedWithTheKeyToChange(String told, String kind, String expected) {
        discovery("," + told);

        assertThat(check().words().lines().filter(line -> line.contains(expected)))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith(kind));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user/Patient.read | the EHR knows SMART 2 only: write .rs for .read",
                "user/Patient.rs user/Encounter.read | mixes SMART 1 (user/Encounter.read) and SMART 2 (user/Patient.rs)",
                "user/Patient.sr | a scope of neither SMART version",
                "user/*.rs | a wildcard and the EHR lists none (Oracle refuses them)"
            })
    void scopesInTheWrongSpelling_areNamed(String scopes, String expected) throws IOException {
        discovery(",\"capabilities\":[\"permission-v2\"],\"scopes_supported\":[\"openid\",\"user/Patient.rs\"]");
        Path file = folder.resolve("ehr/clinic.yml");
        Files.writeString(file, Files.readString(file).replace("user/Patient.rs", scopes));

        assertThat(check().words()).contains("WRONG").contains(expected);
    }

    /** SMART Web Messaging 1.0.0 and the launch context have scopes of other forms. */
    @Test
    void scopesThatAreOfNoResource_areNotTakenForMisspelled() throws IOException {
        Path file = folder.resolve("ehr/clinic.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "user/Patient.rs",
                                "launch/encounter messaging/ui messaging/scratchpad user/Patient.rs"));

        assertThat(check().words()).doesNotContain("of neither SMART version").doesNotContain("WRONG");
    }

    @Test
    void wildcardAtAnEhrThatRefusesThem_stopsAtTheProfile() throws IOException {
        profile("launch: {wildcard-scopes: false}");
        Path file = folder.resolve("ehr/clinic.yml");
        Files.writeString(file, Files.readString(file).replace("user/Patient.rs", "user/*.rs"));

        assertThat(check().words())
                .contains("client.scopes has a wildcard (*), which this EHR refuses: name the types");
    }

    @Test
    void clientOrRedirectThatTheEhrDoesNotKnow_isNamed() {
        ehr.door().takesOnly("https://elsewhere.example/callback");

        assertThat(check().words())
                .contains("WRONG  the authorization endpoint answers HTTP 400")
                .contains("exactly " + app.address() + "/callback is registered");
    }

    @Test
    void scopesThatTheEhrRefusesAtOnce_areNamed() {
        ehr.door().refuses("invalid_scope");
        assertThat(check().words()).contains("WRONG  the EHR refuses the scopes of a stand-alone launch");
        ehr.door().refuses("unauthorized_client");
        assertThat(check().words()).contains("WRONG  the EHR lets this client have no code");
        ehr.door().refuses("login_required");
        assertThat(check().words()).contains("ok     the authorization endpoint takes client id");
    }

    @Test
    void missingDiscovery_isNoMore_thanANote_whereTheCapabilityStatementNamesTheEndpoints() {
        ehr.metadata(statement(true)
                .replace(
                        "\"rest\":[{",
                        "\"rest\":[{\"security\":{\"extension\":[{\"url\":"
                                + "\"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris\"}]},"));
        ehr.fault(new Fault("smart-configuration", "GET", 404, "", false));

        assertThat(check().words())
                .contains("names the endpoints instead of discovery")
                .doesNotContain("WRONG");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "302 | {} | frame-ancestors 'self' https://ehr.example | is a redirect, which EHRs do not follow (Epic)",
                "404 | {} | frame-ancestors 'self' https://ehr.example | answers HTTP 404 instead of keys",
                "200 | {\"keys\":[]} | frame-ancestors 'self' https://ehr.example | holds no key for ES384",
                "200 | {\"keys\":[{\"alg\":\"ES384\"}]} | frame-ancestors 'self' | does not let https://ehr.example show it",
                "200 | {\"keys\":[{\"alg\":\"ES384\"}]} | '' | takes its Content-Security-Policy away"
            })
    void appThatAnswersWrongly_isNamed(int status, String keys, String policy, String expected) {
        app.keys(status, keys);
        app.policy(policy);

        assertThat(check().words()).contains("WRONG").contains(expected);
    }

    @Test
    void proxyThatForbidsFrames_isNamed() {
        app.frameOptions("DENY");
        assertThat(check().words()).contains("WRONG  a proxy before the app adds X-Frame-Options");
    }

    @Test
    void noteThatNobodyTakes_isNamedWithTheKeyToChange() {
        ehr.metadata(statement(false));

        assertThat(check().words())
                .contains("does not offer create of DocumentReference: set write: false")
                .contains("set note.conditional-create: false");
    }

    @Test
    void noteThatNobodyLetsBeTakenBack_isNamedWithTheKeyToChange() throws IOException {
        profile("note: {write: true, retraction: status}");

        assertThat(check().words())
                .contains("WRONG  the server does not offer update of DocumentReference")
                .contains("retraction: notice or none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer: | issuer: https://x.example | does not trust",
                "the-app | another | does not take id_tokens made for the client the-app",
                "links: [{fhir-user: Practitioner/a, practitioner: Practitioner/b}] | links: [] | links nobody",
                "jwks-uri: | no-uri: | names no jwks-uri"
            })
    void tenantThatDoesNotKnowTheEhr_isNamed(String part, String instead, String expected) throws IOException {
        Path file = folder.resolve("tenants/main.yml");
        Files.writeString(file, Files.readString(file).replaceFirst(java.util.regex.Pattern.quote(part), instead));

        assertThat(check().words()).contains("WRONG").contains(expected);
    }

    @Test
    void unusableProfiles_areToldInOneLine() throws IOException {
        assertThat(check("nowhere", "--config", folder.toString()).words())
                .contains("there is no config/ehr/nowhere.yml; registered are clinic");
        profile("nots: {}");
        assertThat(check().words()).contains("clinic.yml cannot be used: nots is not a key");
        write("ehr/clinic.yml", "name: C\nissuer:\ntenant: main\nclient: {id: x, scopes: launch}\n");
        assertThat(check().words()).contains("is a template: it has no issuer yet");
        for (String[] wrong :
                List.of(new String[] {}, new String[] {"clinic", "--confg", "x"}, new String[] {"clinic", "-x"})) {
            assertThat(check(wrong).code()).isEqualTo(2);
        }
    }

    @Test
    void anHl7Interface_isConnectedTo_andTakesTheNotes() throws IOException {
        URI closed;
        try (MllpReceiver receiver = new MllpReceiver()) {
            closed = receiver.address();
            profile("hl7v2: {address: \"" + closed + "\"}");
            assertThat(check("clinic", "--config", folder.toString()).words())
                    .contains("the HL7 interface takes a connection")
                    .doesNotContain("signed notes stay in Chartside");
            assertThat(receiver.received()).isEmpty();
        }
        assertThat(check("clinic", "--config", folder.toString()).words())
                .contains("the HL7 interface cannot be had: " + closed + " cannot be reached");
    }
}
