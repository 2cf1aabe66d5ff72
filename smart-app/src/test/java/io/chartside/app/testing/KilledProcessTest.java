package io.chartside.app.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.SmartApp;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin in a process of its own that is killed (SIGKILL) the moment the record has signed a note. */
class KilledProcessTest {
    private static final String APP = "http://localhost:8081";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final SmartServer ehr = new SmartServer(Clock.systemUTC());
    private final SmartServer record = new SmartServer(Clock.systemUTC());
    private final List<Process> processes = new ArrayList<>();
    private EmbeddedPostgres postgres;

    @BeforeEach
    void prepare() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        Files.createDirectories(folder.resolve("config/ehr"));
        Files.writeString(folder.resolve("config/ehr/hospital.yml"), """
                name: Test Hospital
                issuer: %s
                internal: true
                tenant: main
                client: {id: chartside-app, scopes: launch openid fhirUser user/Patient.rs}
                note: {write: true}
                """.formatted(ehr.base()));
        Patient patient = new Patient();
        patient.setId("p1");
        patient.addName().setFamily("Quill").addGiven("Ada");
        ehr.shelf().put(patient);
        Encounter encounter = new Encounter();
        encounter.setId("e1");
        encounter.setStatus(Encounter.EncounterStatus.INPROGRESS).setSubject(new Reference("Patient/p1"));
        ehr.shelf().put(encounter);
        Practitioner practitioner = new Practitioner();
        practitioner.setId("dr-1");
        practitioner.addName().setFamily("Okafor").addGiven("Maya");
        ehr.shelf().put(practitioner);
        record.context("fhirUser", "\"Practitioner/record-dr-1\"");
        ehr.context("patient", "\"p1\"");
        ehr.context("encounter", "\"e1\"");
    }

    @AfterEach
    void stop() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        postgres.close();
        ehr.close();
        record.close();
    }

    @Test
    void killedBetweenSignatureAndLedger_theNextProcessDeliversInTheSignersName_withoutAnybodyOpeningAnything()
            throws Exception {
        int port = FreePort.choose();
        Process first = start(port);
        Browser browser = new Browser(URI.create("http://127.0.0.1:" + port), APP);
        String path = launched(browser);
        drafted();
        String page = browser.get(path).text();
        killWhenSigned(first);
        try {
            browser.send(
                    "POST",
                    path + "sign",
                    "draft=c-1&version=1",
                    Map.of(
                            "Content-Type",
                            "application/x-www-form-urlencoded",
                            "Origin",
                            APP,
                            "X-Chartside-Csrf",
                            csrf(page)));
        } catch (java.io.UncheckedIOException cut) {
            // The process that was to answer is dead.
        }
        first.waitFor();
        assertThat(record.shelf().all(Composition.class))
                .singleElement()
                .satisfies(note -> assertThat(note.getStatus()).isEqualTo(Composition.CompositionStatus.FINAL));
        assertThat(ehr.shelf().all(DocumentReference.class)).isEmpty();

        start(FreePort.choose());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !ehr.shelf().all(DocumentReference.class).isEmpty());
        assertThat(ehr.shelf().all(DocumentReference.class)).singleElement().satisfies(filed -> {
            assertThat(filed.getAuthorFirstRep().getReference()).isEqualTo("Practitioner/dr-1");
            assertThat(filed.getIdentifierFirstRep().getValue()).isEqualTo("n-1");
        });
    }

    /** As the record's engine would leave it. */
    private void drafted() {
        Composition draft = new Composition();
        draft.setId("c-1");
        draft.getMeta().setVersionId("1");
        draft.setStatus(Composition.CompositionStatus.PRELIMINARY);
        draft.setTitle("Progress note");
        draft.setDate(new Date());
        draft.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("n-1");
        draft.getType().addCoding(new Coding(ChartsideFhir.LOINC, "11506-3", "Progress note"));
        draft.setSubject(new Reference("Patient/" + only(Patient.class)));
        draft.setEncounter(new Reference("Encounter/" + only(Encounter.class)));
        Narrative text = new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        text.setDivAsString(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><div><span id=\"s1\">Cough for two weeks.</span></div></div>");
        draft.addSection().setTitle("SUBJECTIVE").setText(text);
        record.shelf().put(draft);
    }

    private String only(Class<? extends org.hl7.fhir.r4.model.Resource> type) {
        return record.shelf().all(type).get(0).getIdElement().getIdPart();
    }

    private String launched(Browser browser) {
        URI authorize = browser.get("/launch?iss=" + ehr.base() + "&launch=xyz")
                .location()
                .orElseThrow();
        String code = ehr.authorize(authorize);
        String state = SmartServer.parameters(authorize.getRawQuery()).get("state");
        return browser.get("/callback?code=" + code + "&state=" + state)
                .location()
                .orElseThrow()
                .getPath();
    }

    private static String csrf(String page) {
        Matcher found = Pattern.compile("data-csrf=\"([^\"]+)\"").matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private void killWhenSigned(Process process) {
        record.strict(new SmartServer.Rules() {
            @Override
            public Optional<FhirShelf.Reply> refusal(SmartServer.Request request) {
                return Optional.empty();
            }

            @Override
            public FhirShelf.Reply worded(SmartServer.Request request, FhirShelf.Reply done) {
                if (request.method().equals("POST") && request.body().contains("\"Provenance\"")) {
                    try {
                        process.destroyForcibly().waitFor();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
                return done;
            }

            @Override
            public void authorization(Map<String, String> parameters) {}
        });
    }

    private Process start(int port) throws IOException {
        Path log = folder.resolve("app-" + port + ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MetaspaceSize=256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmartApp.class.getName(),
                        "--server.port=" + port,
                        "--chartside.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--chartside.data-dir=" + folder.resolve("data"),
                        "--chartside.config-dirs=" + folder.resolve("config"),
                        "--chartside.server-url=" + record.origin(),
                        "--chartside.app-url=" + APP)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        Browser browser = new Browser(URI.create("http://127.0.0.1:" + port), APP);
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return browser.get("/.well-known/jwks.json").status() == 200;
        });
        return process;
    }
}
