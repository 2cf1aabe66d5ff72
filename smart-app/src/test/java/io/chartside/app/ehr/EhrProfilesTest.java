package io.chartside.app.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.outbound.AllowedOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EhrProfilesTest {

    private static final Path SHIPPED = Path.of("../config");

    private static final String RECEIVER = """
            hl7v2:
              address: mllp://10.1.2.3:6661
              internal: true
              charges: true
              receiving-facility: HOSP^1.2.3^ISO
              document-types: {"11506-3": PNOTE}
            """;

    @TempDir
    Path folder;

    private EhrProfiles read(boolean demo, Path... folders) {
        return EhrProfiles.read(
                List.of(folders),
                demo,
                text -> text.replace("${chartside.server-url}", "http://127.0.0.1:8080")
                        .replaceAll("\\$\\{[A-Z_]+:([a-z]*)}", "$1"));
    }

    private void file(String name, String content) throws IOException {
        Files.createDirectories(folder.resolve("ehr"));
        Files.writeString(folder.resolve("ehr").resolve(name), content);
    }

    private static String minimal(String more) {
        return """
                name: Clinic
                issuer: https://ehr.example/fhir
                tenant: main
                client: {id: app, scopes: launch openid fhirUser}
                """ + more;
    }

    @Test
    void theShippedDemoCountsInTheDemoAloneAndTheTemplatesNever() {
        assertThat(read(true, SHIPPED).all()).extracting(EhrProfile::site).containsExactly("demo");
        assertThat(read(true, SHIPPED).templates())
                .extracting(EhrProfile::site)
                .containsExactly(
                        "athenahealth", "eclinicalworks", "epic", "meditech", "medplum", "oracle", "smart", "veradigm");
        assertThat(read(false, SHIPPED).all()).isEmpty();
        assertThat(read(false, SHIPPED).origins()).isEmpty();
    }

    @Test
    void theTemplatesSayWhatTheVendorsDemand() {
        List<EhrProfile> templates = read(false, SHIPPED).templates();
        EhrProfile epic = templates.stream()
                .filter(one -> one.site().equals("epic"))
                .findFirst()
                .orElseThrow();
        assertThat(epic.note().conditionalCreate())
                .as("Epic ignores If-None-Exist")
                .isFalse();
        assertThat(epic.codes().kind()).isEqualTo(EhrProfile.Codes.Kind.NONE);
        EhrProfile oracle = templates.stream()
                .filter(one -> one.site().equals("oracle"))
                .findFirst()
                .orElseThrow();
        assertThat(oracle.note().contentType()).isEqualTo("text/plain;charset=utf-8");
        assertThat(oracle.note().period()).isEqualTo(EhrProfile.Period.ENCOUNTER);
        assertThat(oracle.note().addendum()).isEqualTo(EhrProfile.Addendum.UPDATE);
        assertThat(epic.note().refusedTypes()).contains("18842-5");
        assertThat(templates).allSatisfy(template -> {
            assertThat(template.client().scopes())
                    .startsWith("launch openid fhirUser")
                    .doesNotContain("*");
            boolean repeats =
                    template.note().conditionalCreate() || template.note().searchByIdentifier();
            assertThat(repeats && !template.note().write())
                    .as("a rule for writes where nothing is written")
                    .isFalse();
        });
        assertThat(templates)
                .filteredOn(template -> template.note().write())
                .extracting(EhrProfile::site)
                .as("who takes notes through FHIR")
                .contains("epic", "medplum", "oracle")
                .doesNotContain("athenahealth", "eclinicalworks", "meditech", "veradigm");
    }

    @Test
    void aFileInALaterFolderReplacesItsNamesake() throws IOException {
        file("demo.yml", minimal(""));
        EhrProfiles profiles = read(true, SHIPPED, folder);
        assertThat(profiles.ofSite("demo").orElseThrow().name()).isEqualTo("Clinic");
    }

    @Test
    void issuersAreComparedExactlyButForASlashAtTheEnd() throws IOException {
        file("clinic.yml", minimal(""));
        EhrProfiles profiles = read(false, folder);
        assertThat(profiles.ofIssuer("https://ehr.example/fhir")).isPresent();
        assertThat(profiles.ofIssuer("https://ehr.example/fhir/")).isPresent();
        for (String other : List.of(
                "https://ehr.example/fhir//",
                "https://ehr.example/FHIR",
                "https://ehr.example/fhir?x",
                "https://ehr.example:443/fhir")) {
            assertThat(profiles.ofIssuer(other)).as(other).isEmpty();
        }
    }

    @Test
    void itsOriginsAreTheOnlyOnesToBeReached() throws IOException {
        file("clinic.yml", minimal("origins: [https://login.example]\nendpoints: {token: https://token.example/t}\n"));
        assertThat(read(false, folder).origins())
                .containsExactlyInAnyOrder(
                        AllowedOrigin.of(URI.create("https://ehr.example")),
                        AllowedOrigin.of(URI.create("https://login.example")),
                        AllowedOrigin.of(URI.create("https://token.example")));
    }

    @Test
    void anHl7InterfaceIsReadWithWhatItWants() throws IOException {
        file("clinic.yml", minimal(RECEIVER));
        EhrProfile profile = read(false, folder).ofSite("clinic").orElseThrow();
        assertThat(profile.takesNotes()).isTrue();
        Hl7v2Interface found = profile.hl7v2().orElseThrow();
        assertThat(found.charges()).isTrue();
        assertThat(found.deduplicates()).isFalse();
        assertThat(found.receiver().documents().types())
                .containsEntry("11506-3", "PNOTE")
                .containsEntry("34117-2", "HP");
        assertThat(found.receiver().header().receivingFacility()).isEqualTo("HOSP^1.2.3^ISO");
        assertThat(read(false, folder).origins()).contains(AllowedOrigin.internal(URI.create("mllp://10.1.2.3:6661")));
    }

    /** docs/ehr.md names every key that a profile may hold of an HL7 interface. */
    @Test
    void everyKeyOfAnHl7InterfaceIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("../docs/ehr.md"));
        String reader = Files.readString(Path.of("src/main/java/io/chartside/app/ehr/Hl7v2Keys.java"));
        Matcher keys = Pattern.compile("keys\\.(?!below)\\w+\\(\"([a-z-]+)\"").matcher(reader);
        while (keys.find()) {
            assertThat(docs).as(keys.group(1)).containsPattern("[`.]" + keys.group(1) + "`");
        }
    }

    @Test
    void authenticationMayBeByKeyBySecretOrPublic() throws IOException {
        file("key.yml", minimal(""));
        file(
                "secret.yml",
                minimal("")
                        .replace("ehr.example", "two.example")
                        .replace("{id: app,", "{id: app, authentication: client_secret_basic, secret: s3cret,"));
        EhrProfiles profiles = read(false, folder);
        assertThat(profiles.ofSite("key").orElseThrow().client().authentication())
                .isEqualTo(Authentication.PRIVATE_KEY_JWT);
        assertThat(profiles.ofSite("secret").orElseThrow()).asString().doesNotContain("s3cret");
        assertThat(profiles.ofSite("secret").orElseThrow().client()).asString().doesNotContain("s3cret");
    }

    @Test
    void whatIsWrongStopsTheStartAndIsNamed() throws IOException {
        refused(minimal("nots: {write: true}\n"), "nots is not a key");
        refused(minimal("note: {wirte: true}\n"), "note.wirte is not a key");
        refused(minimal("note: {write: perhaps}\n"), "note.write must be true or false");
        refused(minimal("note: {doc-status: done}\n"), "note.doc-status must be");
        refused(minimal("note: {content-type: text/rtf}\n"), "no note can be made as text/rtf");
        refused(minimal("note: {types: {11506-3: \"urn:oid:1|\"}}\n"), "note.types.11506-3 must be");
        refused(minimal("codes: {as: everything}\n"), "codes.as cannot be");
        refused(minimal("codes: {category: symptom}\n"), "codes.category must be");
        refused(minimal("charges: {code-systems: [a]}\n"), "charges.code-systems must hold");
        refused(minimal("frame-ancestors: [\"https://x.example; script-src *\"]\n"), "is not an origin");
        refused(minimal("frame-ancestors: [\"*\"]\n"), "is not an origin");
        refused(minimal("").replace("id: app", "algorithm: HS256, id: app"), "client.algorithm");
        refused(minimal("").replace("id: app", "authentication: client_secret_basic, id: app"), "client.secret");
        refused(minimal("").replace("tenant: main", "tenant: main\ntenant: other"), "duplicate key");
        refused(minimal("hl7v2: {adress: x}\n"), "hl7v2.adress is not a key");
        refused(minimal("hl7v2: {address: \"mllp://hl7.example:6661\"}\n"), "must be encrypted");
        refused(minimal("hl7v2: {address: \"mllps://hl7.example\"}\n"), "a host and a port");
        refused(minimal("hl7v2: {address: \"https://hl7.example:443\"}\n"), "mllps://host:port");
        refused(minimal("hl7v2: {processing-id: X}\n"), "P, T or D");
        refused(minimal("hl7v2: {addendum: original}\n"), "addendum, edit or replacement");
        refused(minimal("hl7v2: {tls: {certificate: own.pem}}\n"), "go together");
        refused(minimal("hl7v2: {timeout-seconds: 121}\n"), "1 to 120");
        refused(minimal("limits: {timeout-seconds: 46}\n"), "limits.timeout-seconds must be 1 to 45");
        refused(minimal("limits: {timeout-seconds: 0}\n"), "limits.timeout-seconds must be 1 to 45");
        refused(minimal("limits: {timeout-seconds: soon}\n"), "limits.timeout-seconds must be a whole number");
        refused(minimal("limits: {maximum-response-kib: 4194304}\n"), "limits.maximum-response-kib must be 1 to 65536");
        refused(minimal("hl7v2: {time-zone: Mars}\n"), "time-zone");
        refused(minimal("note: {write: true}\n" + RECEIVER), "a note goes one way");
        refused(minimal("charges: {as: charge-item}\n" + RECEIVER), "charges go one way");
        refused(minimal("launch: {stand-alone: perhaps}\n"), "launch.stand-alone cannot be");
        refused(minimal("launch: {intents: {x: everywhere}}\n"), "launch.intents.x cannot be");
        refused(
                minimal("launch: {tenants: {x: {tenant: a}}}\n"
                        + "cds-hooks: {issuer: https://cds.example, jwks: https://keys.example/jwks}\n"),
                "cds-hooks asks one tenant");
        refused(minimal("launch: {tenants: {x: {frame-ancestors: []}}}\n"), "launch.tenants.x.tenant is missing");
        refused(minimal("launch: {tenants: {x: {tenant: a, frame-ancestors: [\"*\"]}}}\n"), "is not an origin");
        refused(
                minimal("launch: {wildcard-scopes: false}\n").replace("fhirUser}", "fhirUser user/*.rs}"),
                "client.scopes has a wildcard");
        refused("just words", "must hold keys and values");
        refused(minimal("").replace("/fhir", "/fhir/"), "slash");
    }

    @Test
    void theTemplatesKeepToTheVendorsRulesForLaunches() {
        for (EhrProfile template : read(false, SHIPPED).templates()) {
            if (template.site().equals("demo")) {
                continue;
            }
            List<String> scopes = List.of(template.client().scopes().split("\\s+"));
            long v1 = scopes.stream()
                    .filter(scope -> scope.matches(".*\\.(read|write)"))
                    .count();
            long v2 = scopes.stream()
                    .filter(scope -> scope.matches(".*/.*\\.[cruds]+") && !scope.endsWith(".read"))
                    .count();
            assertThat(v1 == 0 || v2 == 0)
                    .as(template.site() + " mixes two spellings")
                    .isTrue();
            assertThat(template.launch().standAlone())
                    .as(template.site())
                    .isEqualTo(
                            List.of("medplum", "smart").contains(template.site())
                                    ? LaunchRules.StandAlone.ENCOUNTER
                                    : LaunchRules.StandAlone.PATIENT);
            assertThat(template.launch().wildcardScopes())
                    .as(template.site())
                    .isEqualTo(!template.site().equals("oracle"));
        }
    }

    @Test
    void everyKeyOfLaunchesIsDocumented() throws IOException {
        String docs = Files.readString(Path.of("../docs/ehr.md"));
        for (String key : List.of("stand-alone", "aud", "wildcard-scopes", "intents", "tenants")) {
            assertThat(docs).contains("| `launch." + key + "` |");
        }
    }

    @Test
    void organizationsBehindOneAddress_haveTenantsAndFramesOfTheirOwn() throws IOException {
        file("clinic.yml", minimal("""
                frame-ancestors: [https://all.example]
                launch:
                  tenants:
                    195900: {tenant: north, frame-ancestors: [https://north.example]}
                    south: {tenant: south}
                """));
        EhrProfile profile = read(false, folder).ofSite("clinic").orElseThrow();
        assertThat(profile.at(Optional.of("195900")).orElseThrow())
                .satisfies(north -> assertThat(north.tenant()).isEqualTo("north"))
                .satisfies(north -> assertThat(north.frameAncestors()).containsExactly("https://north.example"));
        assertThat(profile.at(Optional.of("south")).orElseThrow().frameAncestors())
                .containsExactly("https://all.example");
        assertThat(profile.at(Optional.of("west"))).isEmpty();
        assertThat(profile.at(Optional.empty())).isEmpty();
        assertThat(profile.everyTenant()).containsExactlyInAnyOrder("north", "south");
        assertThat(profile.everyFrameAncestor())
                .containsExactlyInAnyOrder("https://all.example", "https://north.example");
    }

    @Test
    void twoProfilesWithOneIssuerAreRefused() throws IOException {
        file("one.yml", minimal(""));
        file("two.yml", minimal(""));
        assertThatThrownBy(() -> read(false, folder)).hasMessageContaining("two EHR profiles");
    }

    @Test
    void cdsClients_areToldApartByIssuerAndTenant() throws IOException {
        String hooks = "cds-hooks: {issuer: https://cds.example, jwks: https://keys.example/jwks";
        file("any.yml", minimal(hooks + "}\n"));
        file("north.yml", minimal(hooks + ", tenant: north}\n").replace("ehr.example", "north.example"));
        EhrProfiles profiles = read(false, folder);
        assertThat(profiles.ofCdsClient("https://cds.example", Optional.of("north")))
                .map(EhrProfile::site)
                .contains("north");
        assertThat(profiles.ofCdsClient("https://cds.example", Optional.of("south")))
                .as("an organization that is not registered is not its neighbour")
                .isEmpty();
        assertThat(profiles.ofCdsClient("https://cds.example", Optional.empty()))
                .map(EhrProfile::site)
                .contains("any");
        assertThat(profiles.ofCdsClient("https://other.example", Optional.of("north")))
                .isEmpty();
        Files.delete(folder.resolve("ehr/north.yml"));
        assertThat(read(false, folder).ofCdsClient("https://cds.example", Optional.of("south")))
                .as("the only one of its issuer")
                .map(EhrProfile::site)
                .contains("any");
        assertThat(profiles.origins()).contains(AllowedOrigin.of(URI.create("https://keys.example")));
        file("again.yml", minimal(hooks + "}\n").replace("ehr.example", "again.example"));
        assertThatThrownBy(() -> read(false, folder)).hasMessageContaining("cds-hooks.issuer");
    }

    @Test
    void cdsHooksThatAreWrong_stopTheStart() throws IOException {
        refused(minimal("cds-hooks: {issuer: https://cds.example}\n"), "cds-hooks.jwks is missing");
        refused(
                minimal("cds-hooks: {issuer: a, jwks: https://k.example, origins: [\"https://*.example\"]}\n"),
                "one by one");
        refused(minimal("cds-hooks: {issuer: a, jwks: https://k.example, kwjs: b}\n"), "cds-hooks.kwjs is not a key");
    }

    private void refused(String content, String reason) throws IOException {
        file("wrong.yml", content);
        assertThatThrownBy(() -> read(false, folder))
                .hasMessageContaining("wrong.yml")
                .hasMessageContaining(reason);
    }
}
