package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Somebody with an account of the tenant staffed, who comes by the link he was invited with and opens an app: each step over
 * HTTP, as the tenant's administrators, a browser and the app do it.
 */
public final class Desk {
    private static final String CALLBACK = "http://localhost:9999/callback";
    private static final String VERIFIER = "a-verifier-of-somebody-at-a-desk-with-43-characters";

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private Desk() {}

    /** @param fhirUser relative reference, not yet of an account */
    public static Desk of(String fhirUser, String... roles) {
        String users = RestTest.STAFFED + "/admin/users";
        String email = fhirUser.replace('/', '.').toLowerCase(java.util.Locale.ROOT) + "@clinic.example";
        administer(
                users,
                "{\"fhirUser\":\"" + fhirUser + "\",\"name\":\"Ada Byron\",\"email\":\"" + email + "\",\"roles\":[\""
                        + String.join("\",\"", roles) + "\"]}",
                201);
        String link = administer(users + "/" + fhirUser + "/invite", "", 200)
                .path("link")
                .asText();
        Desk desk = new Desk();
        HttpResponse<String> in = desk.submit(
                RestTest.STAFFED + "/oauth/sign-in-link",
                Map.of("link", link.substring(link.indexOf("link=") + "link=".length())));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
        return desk;
    }

    private static JsonNode administer(String address, String body, int expected) {
        HttpResponse<String> answer = RestTest.send(RestTest.request(address, "manage-users")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return RestTest.json(answer);
    }

    /** An access token of an app that the person opens. */
    public String token(String scope) {
        return token(scope, Map.of());
    }

    /** @param more parameters of the authorization request */
    public String token(String scope, Map<String, String> more) {
        return tokens(scope, more).path("access_token").asText();
    }

    /** The token endpoint's whole answer. */
    public JsonNode tokens(String scope, Map<String, String> more) {
        HttpResponse<String> back = send(HttpRequest.newBuilder(URI.create(authorize(scope, more))));
        String code = location(back).replaceFirst(".*[?&]code=([^&]+).*", "$1");
        HttpResponse<String> issued = submit(
                RestTest.STAFFED + "/oauth/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "desk",
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        VERIFIER));
        assertThat(issued.statusCode()).as(issued.body() + location(back)).isEqualTo(200);
        return RestTest.json(issued);
    }

    /** What the app gets for a refresh token. */
    HttpResponse<String> refresh(String refreshToken) {
        return submit(
                RestTest.STAFFED + "/oauth/token",
                Map.of("grant_type", "refresh_token", "client_id", "desk", "refresh_token", refreshToken));
    }

    /** As the app does that the person takes back what he allowed in. */
    public void revoke(String refreshToken) {
        HttpResponse<String> revoked = submit(
                RestTest.STAFFED + "/oauth/revoke",
                Map.of("client_id", "desk", "token", refreshToken, "token_type_hint", "refresh_token"));
        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
    }

    /** What an administrator makes of the account; the body is empty but for roles. */
    public static void change(String fhirUser, String what, String... roles) {
        String user = RestTest.STAFFED + "/admin/users/" + fhirUser;
        String body = roles.length == 0 ? "" : "{\"roles\":[\"" + String.join("\",\"", roles) + "\"]}";
        HttpResponse<String> changed = RestTest.send(RestTest.request(user + "/" + what, "manage-users")
                .header("Content-Type", "application/json")
                .method(roles.length == 0 ? "POST" : "PUT", HttpRequest.BodyPublishers.ofString(body)));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    }

    /** A page of the tenant's sign-in pages: {@code sign-in-account}. */
    public HttpResponse<String> page(String name) {
        return send(HttpRequest.newBuilder(URI.create(RestTest.STAFFED + "/oauth/" + name)));
    }

    /** A form of such a page. */
    public HttpResponse<String> post(String name, Map<String, String> form) {
        return submit(RestTest.STAFFED + "/oauth/" + name, form);
    }

    /** The page on which the person chooses the patient for an app. */
    HttpResponse<String> patientChoice(String find) {
        String page = location(
                send(HttpRequest.newBuilder(URI.create(authorize("openid launch/patient patient/*.rs", Map.of())))));
        return submit(page, Map.of("find", find));
    }

    private static String authorize(String scope, Map<String, String> more) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", "desk");
        request.put("redirect_uri", CALLBACK);
        request.put("scope", scope);
        request.put("state", "a-state");
        request.put("aud", RestTest.STAFFED);
        request.put("code_challenge", challenge());
        request.put("code_challenge_method", "S256");
        request.putAll(more);
        return RestTest.STAFFED + "/oauth/authorize?" + form(request);
    }

    private HttpResponse<String> submit(String address, Map<String, String> form) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", RestTest.SERVER)
                .POST(HttpRequest.BodyPublishers.ofString(form(form))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.startsWith("/") ? RestTest.SERVER + location : location;
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(field -> RestTest.encode(field.getKey()) + "=" + RestTest.encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
