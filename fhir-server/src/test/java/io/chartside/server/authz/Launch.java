package io.chartside.server.authz;

import com.nimbusds.jose.jwk.JWK;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One SMART launch of a test app, right in every parameter until a test changes one. */
final class Launch {
    static final String SCOPES = "launch openid fhirUser online_access user/Patient.rs user/Condition.crs";
    static final String VERIFIER = "a-verifier-of-the-launch-test-with-43-or-more-characters";

    final Map<String, String> request = new LinkedHashMap<>();
    final Map<String, String> exchange = new LinkedHashMap<>();
    private final JWK key;

    Launch(String clientId, JWK key, String launch) {
        this.key = key;
        request.put("response_type", "code");
        request.put("client_id", clientId);
        request.put("redirect_uri", AuthzTest.APP_CALLBACK);
        request.put("scope", SCOPES);
        request.put("state", "state with spaces & =äß");
        request.put("aud", AuthzTest.BASE);
        request.put("nonce", "a-nonce");
        request.put("code_challenge", challenge(VERIFIER));
        request.put("code_challenge_method", "S256");
        if (launch != null) {
            request.put("launch", launch);
        }
        exchange.put("grant_type", "authorization_code");
        exchange.put("redirect_uri", AuthzTest.APP_CALLBACK);
        exchange.put("code_verifier", VERIFIER);
    }

    Launch asking(String parameter, String value) {
        if (value == null) {
            request.remove(parameter);
        } else {
            request.put(parameter, value);
        }
        return this;
    }

    Launch exchanging(String parameter, String value) {
        if (value == null) {
            exchange.remove(parameter);
        } else {
            exchange.put(parameter, value);
        }
        return this;
    }

    String authorizeUrl() {
        return AuthzTest.BASE + "/oauth/authorize?" + AuthzTest.form(request);
    }

    /** Parameters with which the browser comes back to the app. */
    Map<String, String> authorize(Browser browser) {
        return Browser.query(Browser.location(browser.open(authorizeUrl())));
    }

    HttpResponse<String> token(String code) {
        Map<String, String> form = new LinkedHashMap<>(exchange);
        form.putIfAbsent("code", code);
        return AuthzTest.post(AuthzTest.BASE + "/oauth/token", authenticated(form));
    }

    /** Adds the client's assertion, or its name when it is public. */
    Map<String, String> authenticated(Map<String, String> form) {
        Map<String, String> all = new LinkedHashMap<>(form);
        if (key == null) {
            all.putIfAbsent("client_id", request.get("client_id"));
        } else {
            all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            all.put("client_assertion", AuthzTest.assertion(request.get("client_id"), key));
        }
        return all;
    }

    static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(TokenHash.sha256().digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    }
}
