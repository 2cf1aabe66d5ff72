package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;

/** People with accounts of their own, made and invited through the admin API as an operator does. */
abstract class AccountTest extends AuthzTest {
    /** A second factor is everybody's choice; browsers are remembered. */
    static final String CLINIC = SERVER + "/fhir/clinic";
    /** As shipped: a second factor is a must. */
    static final String STRICT = SERVER + "/fhir/other";

    static final String PASSWORD = "otter lamp quarry sundial";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static int people;

    /** Somebody with an account. */
    record Somebody(String base, String fhirUser, String email) {
        String user() {
            return base + "/admin/users/" + fhirUser;
        }
    }

    final Browser browser = new Browser();

    @Autowired
    TenantSql sql;

    /** All tests come from one address. */
    @BeforeEach
    void forgetFailures() {
        for (String tenant : List.of("clinic", "other")) {
            sql.in(
                    new TenantId(tenant),
                    client -> client.sql("delete from sign_in_failure").update());
        }
    }

    static String managerToken(String base) {
        String assertion =
                assertion("manager", BACK_END_KEY, header -> {}, claims -> claims.audience(base + "/oauth/token"));
        return tokenOf(post(base + "/oauth/token", backEndRequest(assertion, "manage-users")));
    }

    static HttpResponse<String> admin(String method, String address, String token, String body) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    static JsonNode tree(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String account(String fhirUser, String email, String... roles) {
        return "{\"fhirUser\":\"" + fhirUser + "\",\"name\":\"Ada Byron\",\"email\":\"" + email + "\",\"roles\":[\""
                + String.join("\",\"", roles) + "\"]}";
    }

    static synchronized Somebody somebody(String base, String... roles) {
        String id = "person-" + ++people;
        Somebody one = new Somebody(base, "Practitioner/" + id, id + "@clinic.example");
        HttpResponse<String> added =
                admin("POST", base + "/admin/users", managerToken(base), account(one.fhirUser(), one.email(), roles));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        return one;
    }

    static String invitation(Somebody one) {
        HttpResponse<String> answer = admin("POST", one.user() + "/invite", managerToken(one.base()), null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return tree(answer).path("link").asText();
    }

    static Map<String, String> linkForm(String link) {
        return Map.of("link", link.substring(link.indexOf("link=") + "link=".length()));
    }

    /** Clinic only: invited, and with a password. */
    static Somebody withPassword(String... roles) {
        Somebody one = somebody(CLINIC, roles.length == 0 ? new String[] {"clinician"} : roles);
        Browser first = new Browser();
        assertThat(Browser.location(first.submit(CLINIC + "/oauth/sign-in-link", linkForm(invitation(one)))))
                .endsWith("/oauth/sign-in-account");
        HttpResponse<String> chosen =
                first.submit(CLINIC + "/oauth/sign-in-account", Map.of("do", "password", "new", PASSWORD));
        assertThat(chosen.body()).contains("The password is saved");
        return one;
    }

    static HttpResponse<String> signIn(Browser browser, Somebody one, String password) {
        return browser.submit(
                one.base() + "/oauth/sign-in-password", Map.of("email", one.email(), "password", password));
    }

    static boolean isSignedIn(Browser browser, String base) {
        return Browser.location(browser.open(authorize(base, Map.of()))).startsWith(APP_CALLBACK + "?code=");
    }

    static String authorize(String base, Map<String, String> more) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", "clinic-app");
        request.put("redirect_uri", APP_CALLBACK);
        request.put("scope", "openid fhirUser manage-users");
        request.put("state", "a-state");
        request.put("aud", base);
        request.put("code_challenge", Launch.challenge(Launch.VERIFIER));
        request.put("code_challenge_method", "S256");
        request.putAll(more);
        return base + "/oauth/authorize?" + form(request);
    }

    /** At real time, in which codes are made. */
    Map<String, Object> tokens(Browser browser, String base) {
        clock.ahead(Duration.ZERO);
        String back = Browser.location(browser.open(authorize(base, Map.of())));
        return json(post(
                base + "/oauth/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "clinic-app",
                        "redirect_uri",
                        APP_CALLBACK,
                        "code_verifier",
                        Launch.VERIFIER,
                        "code",
                        Browser.query(back).get("code"))));
    }

    static JWTClaimsSet idToken(Map<String, Object> tokens) {
        try {
            return SignedJWT.parse((String) tokens.get("id_token")).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a page shows under a data-testid. */
    static List<String> shown(HttpResponse<String> page, String testId) {
        Matcher matcher =
                Pattern.compile("data-testid=\"" + testId + "\"[^>]*>([^<]*)<").matcher(page.body());
        return matcher.results().map(found -> found.group(1)).toList();
    }

    /** What an authenticator app shows. */
    String code(String secret, Duration away) {
        try {
            TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();
            SecretKeySpec key =
                    new SecretKeySpec(new Base32().decode(secret.replace(" ", "")), generator.getAlgorithm());
            return generator.generateOneTimePasswordString(key, clock.instant().plus(away), Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
