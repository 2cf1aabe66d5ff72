package io.chartside.app.command;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.CdsHooks;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether an EHR's calls of the CDS services will be taken: its keys and its clock, the app's discovery as it is seen from outside,
 * and the back end that asks the record. A token of the EHR's own is not to be had here: whether it signs as it should shows at its
 * first call, and a refused one stands on the tenant's audit trail.
 */
final class HookSide {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As the services themselves allow. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int LARGEST = 1 << 20;
    private static final int SERVICES = 4;

    private final EhrProfile profile;
    private final CdsHooks hooks;
    private final URI appUrl;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private HookSide(EhrProfile profile, URI appUrl, Clock clock) {
        this.profile = profile;
        this.hooks = profile.cdsHooks().orElseThrow();
        this.appUrl = appUrl;
        this.clock = clock;
    }

    /** Nothing for an EHR that calls no services. */
    static List<Finding> findings(EhrProfile profile, List<Path> configDirs, URI appUrl, Clock clock) {
        if (profile.cdsHooks().isEmpty()) {
            return List.of();
        }
        HookSide side = new HookSide(profile, appUrl, clock);
        side.keys();
        side.discovery();
        side.backEnd(configDirs);
        return side.findings;
    }

    private void keys() {
        try {
            OutboundResponse answer = Outbound.allowing(profile.reachable())
                    .send(OutboundRequest.get(hooks.jwks(), "application/json").limits(TIMEOUT, LARGEST));
            if (answer.status() != 200) {
                findings.add(Finding.wrong(
                        "cds-hooks.jwks answers HTTP " + answer.status() + " instead of keys: " + hooks.jwks()));
                return;
            }
            usable(JWKSet.parse(answer.text()));
            clock(answer);
        } catch (OutboundRefused | OutboundFailed failed) {
            findings.add(
                    Finding.wrong("cds-hooks.jwks cannot be had, so every call is refused: " + failed.getMessage()));
        } catch (ParseException noKeys) {
            findings.add(Finding.wrong("cds-hooks.jwks is no key set: " + hooks.jwks()));
        }
    }

    private void usable(JWKSet keys) {
        boolean usable = keys.getKeys().stream()
                .filter(key -> key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                .filter(key -> key.getKeyID() != null)
                .anyMatch(HookSide::signs);
        findings.add(
                usable
                        ? Finding.fine("cds-hooks.jwks has a key for ES384 or RS384")
                        : Finding.wrong(
                                "cds-hooks.jwks has no key with a kid for ES384 (EC, P-384) or RS384 (RSA, 2048 bits"
                                        + " and more), and no other signature is taken (CDS Hooks 2.0)"));
    }

    private static boolean signs(JWK key) {
        return key instanceof ECKey curve && curve.getCurve().equals(Curve.P_384)
                || key instanceof RSAKey rsa && rsa.size() >= 2048;
    }

    /** Of the machine that serves the keys, which for most EHRs is not the one that signs, but of one time with it. */
    private void clock(OutboundResponse answer) {
        Optional<Instant> theirs = answer.header("Date").flatMap(HookSide::moment);
        if (theirs.isEmpty()) {
            return;
        }
        Duration ahead = Duration.between(clock.instant(), theirs.get());
        findings.add(
                ahead.abs().compareTo(CLOCK_SKEW) < 0
                        ? Finding.fine("the EHR's clock goes with this machine's")
                        : Finding.wrong("the EHR's clock is " + ahead.abs().toSeconds() + " s "
                                + (ahead.isNegative() ? "behind" : "ahead of")
                                + " this machine's, and tokens are refused from " + CLOCK_SKEW.toSeconds()
                                + " s on: set both by NTP"));
    }

    private static Optional<Instant> moment(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    private void discovery() {
        String address = appUrl + "/cds-services";
        OutboundRequest request =
                OutboundRequest.get(URI.create(address), "application/json").limits(TIMEOUT, LARGEST);
        if (!hooks.origins().isEmpty()) {
            request = request.header("Origin", hooks.origins().get(0));
        }
        try {
            OutboundResponse answer =
                    Outbound.allowing(List.of(AllowedOrigin.internal(appUrl))).send(request);
            services(address, answer);
            crossOrigin(answer);
        } catch (OutboundRefused | OutboundFailed failed) {
            findings.add(Finding.note("the app does not answer at " + address
                    + " from here: run the check where it runs, and see that the EHR reaches this address"));
        }
    }

    private void services(String address, OutboundResponse answer) {
        int told = 0;
        try {
            JsonNode services = JSON.readTree(answer.text()).path("services");
            told = answer.status() == 200 ? services.size() : 0;
        } catch (JacksonException notJson) {
            // As good as none.
        }
        if (told == SERVICES) {
            findings.add(Finding.fine("the app tells its CDS services at " + address));
        } else if (answer.status() == 200 && told == 0) {
            findings.add(Finding.wrong(
                    "the running app offers no CDS services: restart it, as profiles are read at the start"));
        } else {
            findings.add(Finding.wrong("discovery of the CDS services at " + address + " answers HTTP "
                    + answer.status() + ": see that the proxy passes /cds-services and what is below it on"));
        }
    }

    private void crossOrigin(OutboundResponse answer) {
        if (hooks.origins().isEmpty()) {
            return;
        }
        String origin = hooks.origins().get(0);
        boolean allowed = answer.header("Access-Control-Allow-Origin")
                .filter(origin::equals)
                .isPresent();
        findings.add(
                allowed
                        ? Finding.fine("pages of " + origin + " may call the CDS services")
                        : Finding.wrong("the running app lets no page of " + origin
                                + " call the CDS services: restart it, and see that the proxy leaves its headers"));
    }

    /** Who asks the record how far a visit is; without it there is no card, and nobody is told why. */
    private void backEnd(List<Path> configDirs) {
        String name = "clients/chartside-app-hooks.json";
        Optional<Path> file = configDirs.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .reduce((earlier, later) -> later);
        if (file.isEmpty()) {
            findings.add(Finding.wrong("there is no " + name
                    + " in the configuration: the services have no way to ask the record, and answer with no card"));
            return;
        }
        try {
            boolean named = false;
            for (JsonNode tenant : JSON.readTree(Files.readString(file.get())).path("chartside_tenants")) {
                named |= tenant.asString("").equals(profile.tenant());
            }
            findings.add(
                    named
                            ? Finding.fine(name + " may ask the record of " + profile.tenant())
                            : Finding.wrong(name + " does not name the tenant " + profile.tenant()
                                    + ": add it to chartside_tenants, or there is never a card"));
        } catch (IOException | JacksonException unreadable) {
            findings.add(Finding.wrong(file.get() + " cannot be read"));
        }
    }
}
