package io.chartside.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.testing.HookPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./chartside ehr check} says of the calls of CDS services, against an EHR's keys and the app over HTTP. */
class HookCheckTest {
    private static final String ORIGIN = "https://browser.ehr.example";

    private static final HookPeer PEER = new HookPeer(Clock.systemUTC());
    private static final String KEYS = PEER.page("/jwks", "");

    private final AppServer app = new AppServer();
    private Clock clock = Clock.systemUTC();

    @TempDir
    private Path folder;

    @BeforeEach
    void registered() throws IOException {
        PEER.page("/jwks", KEYS);
        profile("clinic", "origins: [\"" + ORIGIN + "\"]");
        client("[\"main\"]");
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void profile(String site, String more) throws IOException {
        Files.createDirectories(folder.resolve("ehr"));
        Files.writeString(
                folder.resolve("ehr/" + site + ".yml"), """
                name: Clinic
                issuer: https://%s.ehr.example/fhir
                internal: true
                tenant: main
                client: {id: the-app, scopes: launch}
                cds-hooks:
                  issuer: %s
                  jwks: %s
                  %s
                """.formatted(site, HookPeer.ISSUER, PEER.jwks(), more));
    }

    private void client(String tenants) throws IOException {
        Files.createDirectories(folder.resolve("clients"));
        Files.writeString(
                folder.resolve("clients/chartside-app-hooks.json"), "{\"chartside_tenants\": " + tenants + "}");
    }

    private String check() {
        EhrProfile profile = EhrProfiles.read(List.of(folder), true, text -> text)
                .ofSite("clinic")
                .orElseThrow();
        return HookSide.findings(profile, List.of(folder), URI.create(app.address()), clock).stream()
                .map(Finding::toString)
                .collect(Collectors.joining("\n"));
    }

    @Test
    void rightRegistration_findsNothingWrong() {
        assertThat(check())
                .doesNotContain("WRONG", "note")
                .contains("has a key for ES384 or RS384")
                .contains("clock goes with this machine's")
                .contains("tells its CDS services")
                .contains("may call the CDS services")
                .contains("may ask the record of main");
    }

    @Test
    void keysThatSignNothing_areNamed() {
        PEER.page(
                "/jwks",
                new JWKSet(HookPeer.ellipticKey(Curve.P_256, "short"))
                        .toPublicJWKSet()
                        .toString());
        assertThat(check()).contains("WRONG  cds-hooks.jwks has no key with a kid for ES384");
        PEER.page("/jwks", "<html>");
        assertThat(check()).contains("WRONG  cds-hooks.jwks is no key set");
        PEER.page("/jwks", "");
        assertThat(check()).contains("WRONG  cds-hooks.jwks answers HTTP 404");
    }

    @ParameterizedTest
    @CsvSource({"PT59S, ok     the EHR's clock", "PT75S, s behind this machine's", "PT-75S, s ahead of this machine's"})
    void clockThatGoesWrong_isNamedWithHowMuch(Duration ours, String expected) {
        clock = Clock.fixed(
                Clock.systemUTC().instant().plus(ours).minusSeconds(ours.isNegative() ? 0 : 1), ZoneOffset.UTC);
        assertThat(check()).contains(expected);
    }

    @Test
    void appThatDoesNotTellItsServices_isNamed() {
        app.services(404, "nothing");
        assertThat(check()).contains("WRONG  discovery of the CDS services").contains("HTTP 404");
        app.services(200, "{\"services\":[]}");
        assertThat(check()).contains("WRONG  the running app offers no CDS services: restart it");
        app.allows("https://another.example");
        assertThat(check()).contains("WRONG  the running app lets no page of " + ORIGIN);
    }

    @Test
    void backEndThatMayNotAsk_isNamed() throws IOException {
        client("[\"other\"]");
        assertThat(check()).contains("WRONG").contains("does not name the tenant main: add it to chartside_tenants");
        Files.delete(folder.resolve("clients/chartside-app-hooks.json"));
        assertThat(check()).contains("WRONG  there is no clients/chartside-app-hooks.json");
    }
}
