package io.chartside.app.testing;

import io.chartside.app.simulator.StrictEhr;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The whole plugin on a random port, on a real PostgreSQL, with an EHR and a record over HTTP. All tests share one Spring
 * context.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import({PluginTest.Movable.class, ProbeController.class})
public abstract class PluginTest {

    protected static final MovableClock CLOCK = new MovableClock();
    protected static final SmartServer EHR = new SmartServer(CLOCK);
    /** EHRs that can be asked by identifier, and that honour If-None-Exist. */
    protected static final SmartServer ASKING = new SmartServer(CLOCK);

    protected static final SmartServer CONDITIONAL = new SmartServer(CLOCK);
    /** EHRs that are as strict as their vendors, with the profiles that are shipped for them. */
    protected static final StrictEhr EPIC = StrictEhr.epic(CLOCK);

    protected static final StrictEhr ORACLE = StrictEhr.oracle(CLOCK);
    protected static final StrictEhr MEDPLUM = StrictEhr.medplum(CLOCK);
    protected static final StrictEhr ECLINICALWORKS = StrictEhr.eclinicalworks(CLOCK);
    /** EHRs that take HL7 v2 at one receiver: one that files what comes, one that knows a control id again. */
    protected static final MllpReceiver RECEIVER = new MllpReceiver();
    /** Those that take nothing through FHIR, as their templates are shipped. */
    protected static final List<StrictEhr> READ_ONLY =
            StrictEhr.readOnly(CLOCK, RECEIVER.address().toString());

    protected static final List<StrictEhr> STRICT = Stream.concat(
                    Stream.of(EPIC, ORACLE, MEDPLUM, ECLINICALWORKS), READ_ONLY.stream())
            .toList();

    protected static final SmartServer MESSAGES = new SmartServer(CLOCK);
    protected static final SmartServer DEDUPLICATING = new SmartServer(CLOCK);
    /** Gets the whole note again with each addendum, as a document that takes its place. */
    protected static final SmartServer REPLACING = new SmartServer(CLOCK);
    /** One address for two organizations, which launches from its charts only. */
    protected static final SmartServer MANY = new SmartServer(CLOCK);

    /** Are waited for no longer than five seconds; the second can be asked by identifier. */
    protected static final SmartServer IMPATIENT = new SmartServer(CLOCK);

    protected static final SmartServer IMPATIENT_ASKING = new SmartServer(CLOCK);

    protected static final SmartServer RECORD = new SmartServer(CLOCK);
    /** The EHR of the sites hospital and, for the organization north, asking, where it calls CDS services. */
    protected static final HookPeer HOOKS = new HookPeer(CLOCK);

    protected static final String APP = "http://localhost:8081";
    protected static final String FRAME = "https://frame.ehr.example";

    private static final Path FOLDER = folder();
    private static final EmbeddedPostgres POSTGRES = postgres();

    @TestConfiguration(proxyBeanMethods = false)
    static class Movable {
        @Bean
        @Primary
        MovableClock movableClock() {
            return CLOCK;
        }
    }

    @LocalServerPort
    protected int port;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("chartside.database.url", PluginTest::databaseUrl);
        registry.add("chartside.data-dir", () -> FOLDER.resolve("data").toString());
        registry.add("chartside.config-dirs", () -> FOLDER.resolve("config").toString());
        registry.add("chartside.server-url", () -> RECORD.origin().toString());
        registry.add("chartside.app-url", () -> APP);
        // Tests say when delivery looks at the ledger.
        registry.add("chartside.writeback.worker", () -> "false");
        registry.add("chartside.cds-hooks.worker", () -> "false");
        // A busy machine is no slow server.
        registry.add("chartside.cds-hooks.answer-within", () -> "20s");
    }

    protected static String databaseUrl() {
        return POSTGRES.getJdbcUrl("postgres", "postgres");
    }

    protected static Path dataDir() {
        return FOLDER.resolve("data");
    }

    protected static Path configDir() {
        return FOLDER.resolve("config");
    }

    @BeforeEach
    void calmServers() {
        for (SmartServer server : List.of(
                EHR,
                ASKING,
                CONDITIONAL,
                MANY,
                MESSAGES,
                DEDUPLICATING,
                REPLACING,
                IMPATIENT,
                IMPATIENT_ASKING,
                RECORD)) {
            server.calm();
            server.shelf().clear();
            server.shelf().ignoreIfNoneExist(false);
        }
        for (StrictEhr strict : STRICT) {
            strict.calm();
            strict.server().shelf().clear();
        }
        RECORD.context("fhirUser", "\"Practitioner/record-dr-1\"");
        Stream<SmartServer> plain = Stream.of(
                EHR, ASKING, CONDITIONAL, MANY, MESSAGES, DEDUPLICATING, REPLACING, IMPATIENT, IMPATIENT_ASKING);
        for (SmartServer server :
                Stream.concat(plain, STRICT.stream().map(StrictEhr::server)).toList()) {
            patient(server, "p1", "e1", "Ada", "Quill");
            patient(server, "p2", "e2", "Ben", "Moss");
            Practitioner practitioner = new Practitioner();
            practitioner.setId("dr-1");
            practitioner.addName().setFamily("Okafor").addGiven("Maya").addPrefix("Dr.");
            server.shelf().put(practitioner);
        }
    }

    private static void patient(SmartServer server, String id, String encounterId, String given, String family) {
        Patient patient = new Patient();
        patient.setId(id);
        patient.addName().setFamily(family).addGiven(given);
        server.shelf().put(patient);
        Encounter encounter = new Encounter();
        encounter.setId(encounterId);
        encounter.setStatus(Encounter.EncounterStatus.INPROGRESS);
        encounter.getClass_().setCode("AMB").setDisplay("ambulatory");
        encounter.setSubject(new Reference("Patient/" + id));
        server.shelf().put(encounter);
    }

    protected Browser browser() {
        return new Browser(URI.create("http://127.0.0.1:" + port), APP);
    }

    /** A whole launch of one patient's visit; the browser is then on the visit's page. */
    protected String launch(Browser browser, String patient, String encounter) {
        return launch(EHR, browser, patient, encounter);
    }

    protected String launch(SmartServer ehr, Browser browser, String patient, String encounter) {
        Browser.Page redirect = browser.get("/launch?iss=" + ehr.base() + "&launch=xyz");
        Browser.Page done = callback(ehr, browser, redirect.location().orElseThrow(), patient, encounter);
        return done.location()
                .map(URI::getPath)
                .filter(path -> path.startsWith("/v/"))
                .map(path -> path.split("/")[2])
                .orElseThrow(() -> new AssertionError(done.toString()));
    }

    protected Browser.Page callback(Browser browser, URI authorizationRequest, String patient, String encounter) {
        return callback(EHR, browser, authorizationRequest, patient, encounter);
    }

    private static Browser.Page callback(
            SmartServer ehr, Browser browser, URI authorizationRequest, String patient, String encounter) {
        ehr.context("patient", "\"" + patient + "\"");
        Optional.ofNullable(encounter).ifPresent(id -> ehr.context("encounter", "\"" + id + "\""));
        String code = ehr.authorize(authorizationRequest);
        String state =
                SmartServer.parameters(authorizationRequest.getRawQuery()).get("state");
        return browser.get("/callback?code=" + code + "&state=" + state);
    }

    private static EmbeddedPostgres postgres() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("chartside-plugin");
            Files.createDirectories(folder.resolve("config/ehr"));
            profile(folder, "hospital", EHR, "", hooks("origins: [\"https://browser.ehr.example\"]"), "", "");
            profile(
                    folder,
                    "asking",
                    ASKING,
                    "authentication: public",
                    hooks("tenant: north"),
                    "",
                    "search-by-identifier: true");
            String secret = "authentication: client_secret_basic, secret: s3cret";
            profile(folder, "conditional", CONDITIONAL, secret, "", "", "conditional-create: true");
            String two = "stand-alone: none, aud: urn:many, tenants: {north: {tenant: east,"
                    + " frame-ancestors: [https://north.example]}, south: {tenant: west}}";
            profile(folder, "many", MANY, "", "", two, "");
            String limits = "limits: {timeout-seconds: 5}";
            profile(folder, "impatient", IMPATIENT, "", limits, "", "");
            profile(folder, "impatient-asking", IMPATIENT_ASKING, "", limits, "", "search-by-identifier: true");
            messages(folder, "messages", MESSAGES, "deduplicates: false");
            messages(
                    folder,
                    "deduplicating",
                    DEDUPLICATING,
                    "deduplicates: true\n  addendum: edit\n  retraction: status-change");
            messages(folder, "replacing", REPLACING, "addendum: replacement");
            for (StrictEhr strict : STRICT) {
                Files.writeString(folder.resolve("config/ehr/" + strict.vendor() + ".yml"), strict.profile());
            }
            return folder;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String hooks(String more) {
        return """
                cds-hooks:
                  issuer: %s
                  jwks: %s
                  %s
                """.formatted(HookPeer.ISSUER, HOOKS.jwks(), more);
    }

    private static void profile(
            Path folder, String site, SmartServer server, String client, String hooks, String launch, String rule)
            throws IOException {
        Files.writeString(folder.resolve("config/ehr/" + site + ".yml"), """
                name: Test Hospital (%s)
                issuer: %s
                internal: true
                tenant: main
                client: {id: chartside-app, scopes: launch openid fhirUser user/Patient.rs, %s}
                launch: {intents: {reconcile-medications: orders, plan-day: today}, %s}
                frame-ancestors: [%s, %s%s]
                note:
                  write: true
                  %s
                codes:
                  as: condition
                  %s
                %s
                """.formatted(
                        site,
                        server.base(),
                        client,
                        launch,
                        FRAME,
                        server.origin(),
                        site.equals("asking") ? ", " + HOOKS.pageOrigin() : "",
                        rule,
                        rule,
                        hooks));
    }

    private static void messages(Path folder, String site, SmartServer server, String rule) throws IOException {
        Files.writeString(folder.resolve("config/ehr/" + site + ".yml"), """
                name: Test Hospital (%s)
                issuer: %s
                internal: true
                tenant: main
                client:
                  id: chartside-app
                  algorithm: ES384
                  scopes: launch openid fhirUser user/Patient.rs
                hl7v2:
                  address: %s
                  timeout-seconds: 60
                  charges: true
                  %s
                """.formatted(
                        site, server.base(), RECEIVER.address(), rule));
    }
}
