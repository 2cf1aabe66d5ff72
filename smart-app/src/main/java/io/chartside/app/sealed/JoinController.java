package io.chartside.app.sealed;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirServer;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.web.Assets;
import io.chartside.outbound.Outbound;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The second device of a sealed visit, which needs no account. {@code GET /join} uses nothing up, since scanners of mail open
 * links: the invite is redeemed when its page says so. No cookie is set or read; the guest's token is in the page's memory.
 */
@Controller
@RequestMapping("/join")
class JoinController {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAXIMUM_BYTES = 16 << 20;
    private static final String BEARER = "Bearer ";

    private final EhrProfiles profiles;
    private final PluginSettings settings;
    private final Outbound outbound;
    private final FhirContext context;
    private final Assets assets;

    JoinController(
            EhrProfiles profiles, PluginSettings settings, Outbound outbound, FhirContext context, Assets assets) {
        this.profiles = profiles;
        this.settings = settings;
        this.outbound = outbound;
        this.context = context;
        this.assets = assets;
    }

    /** The token stands in this page's address until its module takes it out: it goes on to nobody as a referrer. */
    @GetMapping
    ModelAndView page(HttpServletResponse response) {
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        return new ModelAndView("join", Map.of("assets", assets.path()));
    }

    @PostMapping(path = "redeem", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> redeem(HttpServletRequest request) throws IOException {
        JoinBody body = JoinBody.of(request);
        return ResponseEntity.ok(SealedSession.redeem(record(body, ""), body.text("token"), body.text("fingerprint")));
    }

    @PostMapping(path = "acknowledge", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> acknowledge(HttpServletRequest request) throws IOException {
        JoinBody body = JoinBody.of(request);
        return ResponseEntity.ok(guest(request, body).acknowledge(body.text("fingerprint")));
    }

    @PostMapping(path = "say", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> say(HttpServletRequest request) throws IOException {
        JoinBody body = JoinBody.of(request);
        return ResponseEntity.ok(guest(request, body).say(body.text("message")));
    }

    @PostMapping(path = "messages", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, Object>> messages(HttpServletRequest request) throws IOException {
        JoinBody body = JoinBody.of(request);
        return ResponseEntity.ok(guest(request, body).messages(body.text("after")));
    }

    private SealedSession guest(HttpServletRequest request, JoinBody body) {
        String authorization = String.valueOf(request.getHeader("Authorization"));
        String token = authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()) : "";
        if (!token.matches("guest-[A-Za-z0-9_-]{43}")) {
            throw SealedProblem.badInvite();
        }
        return new SealedSession(record(body, token), body.text("session"));
    }

    /** Only tenants that a registered EHR has are asked. */
    private RecordClient record(JoinBody body, String token) {
        String tenant = body.text("tenant");
        if (profiles.all().stream().noneMatch(profile -> profile.everyTenant().contains(tenant))) {
            throw SealedProblem.badInvite();
        }
        FhirServer server = new FhirServer(
                "Chartside", settings.recordBase(tenant), TIMEOUT, MAXIMUM_BYTES, true, outbound, context);
        return new RecordClient(server, new AccessTokens() {
            @Override
            public String current() {
                return token;
            }

            @Override
            public String insteadOf(String rejected) {
                throw new SignInAgain("Chartside", "");
            }
        });
    }
}
