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
        return check("clinic", "--config", folder.toString());
    }

    @Test
    void rightRegistration_findsNothingWrong_andSaysWhatTheEhrMustKnow() {
        Told told = check();

        assertThat(told.words())
                .contains("Nothing is wrong.")
                .contains("http://localhost:8081/launch")
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

    @Test
    void noteThatNobodyTakes_isNamedWithTheKeyToChange() {
        ehr.metadata(statement(false));

        assertThat(check().words())
                .contains("does not offer create of DocumentReference: set write: false")
                .contains("set note.conditional-create: false");
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
