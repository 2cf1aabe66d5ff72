package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the EHR's administrator has to enter, and how the app appears to the EHR and in its frames. */
final class AppSide {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final EhrProfile profile;
    private final URI appUrl;
    private final List<Finding> findings = new ArrayList<>();

    private AppSide(EhrProfile profile, URI appUrl) {
        this.profile = profile;
        this.appUrl = appUrl;
    }

    static List<Finding> findings(EhrProfile profile, URI appUrl) {
        AppSide side = new AppSide(profile, appUrl);
        side.address();
        side.frames();
        side.answers();
        side.toRegister();
        return side.findings;
    }

    private void address() {
        if (!"https".equals(appUrl.getScheme()) && !profile.internal()) {
            findings.add(Finding.wrong("the app's address " + appUrl + " is not https: set chartside.app-url"));
        }
        if (profile.client().id().equals("none")) {
            findings.add(Finding.wrong("client.id is not set: enter the id that the EHR has given the app"));
        }
        if (profile.client()
                .secret()
                .filter(secret -> secret.value().equals("none"))
                .isPresent()) {
            findings.add(Finding.wrong("client.secret is not set: enter the secret that the EHR has given the app"));
        }
        if (!profile.takesNotes()) {
            findings.add(
                    Finding.note("note.write is false: signed notes stay in Chartside, nothing is filed in the EHR"));
        }
    }

    private void frames() {
        if (profile.everyFrameAncestor().isEmpty()) {
            findings.add(Finding.note("frame-ancestors is empty: the app opens in a tab or window, never in a frame;"
                    + " name the origin of the EHR's own pages, not of its FHIR server, to show it in one"));
        }
        profile.everyFrameAncestor().stream()
                .filter(origin -> origin.startsWith("http:") && !profile.internal())
                .forEach(origin -> findings.add(Finding.wrong("frame-ancestors has " + origin
                        + ", and browsers show no https page to the microphone or its cookies below http: use https")));
    }

    /** The running app, as the EHR and a browser would ask it. */
    private void answers() {
        Outbound self = Outbound.allowing(List.of(AllowedOrigin.internal(appUrl)));
        if (profile.client().authentication() == Authentication.PRIVATE_KEY_JWT) {
            ask(self, "/.well-known/jwks.json").ifPresent(this::keys);
        }
        if (!profile.everyFrameAncestor().isEmpty()) {
            ask(self, "/launch?iss=").ifPresent(this::header);
        }
    }

    private Optional<OutboundResponse> ask(Outbound self, String path) {
        try {
            return Optional.of(self.send(OutboundRequest.get(URI.create(appUrl + path), "application/json")
                    .limits(Duration.ofSeconds(5), 1 << 20)));
        } catch (OutboundRefused | OutboundFailed failed) {
            findings.add(Finding.note("the app does not answer at " + appUrl + path
                    + " from here: run the check where it runs, and see that the EHR reaches this address"));
            return Optional.empty();
        }
    }

    private void keys(OutboundResponse answer) {
        String address = appUrl + "/.well-known/jwks.json";
        if (answer.status() / 100 == 3) {
            findings.add(Finding.wrong("the app's key set at " + address
                    + " is a redirect, which EHRs do not follow (Epic): let the proxy answer directly"));
        } else if (answer.status() != 200 || !answer.text().contains("\"keys\"")) {
            findings.add(Finding.wrong("the app's key set at " + address + " answers HTTP " + answer.status()
                    + " instead of keys: see that the proxy passes /.well-known/ on"));
        } else if (!answer.text().contains(profile.client().algorithm())) {
            findings.add(Finding.wrong(
                    "the app's key set holds no key for " + profile.client().algorithm()));
        } else {
            findings.add(Finding.fine("the app's key set answers directly, with a key for "
                    + profile.client().algorithm()));
        }
        if (LOOPBACK.contains(appUrl.getHost()) && !profile.internal()) {
            findings.add(Finding.wrong("the EHR cannot fetch keys from " + appUrl.getHost()
                    + ", which is this machine alone: set chartside.app-url to the address that it has for others"));
        }
    }

    /** Any page of the app will do: those without a launch may be framed by every registered EHR. */
    private void header(OutboundResponse answer) {
        String policy = answer.header("Content-Security-Policy").orElse("");
        List<String> missing = profile.everyFrameAncestor().stream()
                .filter(origin -> !policy.contains(" " + origin))
                .toList();
        if (answer.header("X-Frame-Options").isPresent()) {
            findings.add(Finding.wrong(
                    "a proxy before the app adds X-Frame-Options, which forbids every frame: take it out"));
        }
        if (policy.isEmpty()) {
            findings.add(Finding.wrong("a proxy before the app takes its Content-Security-Policy away: let it pass"));
        } else if (missing.isEmpty()) {
            findings.add(Finding.fine("the app lets the EHR's pages show it in a frame"));
        } else {
            findings.add(Finding.wrong("the running app does not let " + String.join(", ", missing)
                    + " show it in a frame: restart it, as profiles are read at the start"));
        }
    }

    private void toRegister() {
        String keys = profile.client().authentication() == Authentication.PRIVATE_KEY_JWT
                ? ", keys " + appUrl + "/.well-known/jwks.json"
                : "";
        findings.add(Finding.note("registered at the EHR must be: launch " + appUrl + "/launch, redirect " + appUrl
                + "/callback" + keys));
    }
}
