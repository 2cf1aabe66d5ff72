package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
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

/** A browser and a public app that a practitioner opens outside a chart, step by step, so that an attack can change each. */
public final class OpenedApp {
    static final String CALLBACK = "http://localhost:9999/callback";
    static final String PATIENT = "demo-patient-1";
    static final String VERIFIER = "a-verifier-of-the-attack-catalogue-with-43-characters";

    private final String server;
    private final String base;
    private final String client;
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    OpenedApp(String server) {
        this(server, "demo", "picker");
    }

    OpenedApp(String server, String client) {
        this(server, "demo", client);
    }

    public OpenedApp(String server, String tenant, String client) {
        this.client = client;
        this.server = server;
        this.base = server + "/fhir/" + tenant;
    }

    OpenedApp signIn() {
        return signIn("Practitioner/demo-practitioner-1");
    }

    public OpenedApp signIn(String person) {
        HttpResponse<String> in = submit(base + "/oauth/sign-in?x=1", Map.of("person", person), server);
        assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
        return this;
    }

    /** What the app sends its user's browser to, right in every parameter. */
    Map<String, String> request(String scope) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("response_type", "code");
        request.put("client_id", client);
        request.put("redirect_uri", CALLBACK);
        request.put("scope", scope);
        request.put("state", "a-state");
        request.put("aud", base);
        request.put("code_challenge", challenge(VERIFIER));
        request.put("code_challenge_method", "S256");
        return request;
    }

    HttpResponse<String> authorize(Map<String, String> request) {
        return open(base + "/oauth/authorize?" + form(request));
    }

    /** Parameters of the way back to the app, after the person has chosen the patient. */
    Map<String, String> callback(String scope) {
        HttpResponse<String> answer = authorize(request(scope));
        if (location(answer).startsWith(base + "/oauth/patient?")) {
            answer = open(location(submit(location(answer), Map.of("chosen", PATIENT), server)));
        }
        assertThat(location(answer)).startsWith(CALLBACK);
        return query(location(answer));
    }

    HttpResponse<String> exchange(String code, Map<String, String> changes) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", client);
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", VERIFIER);
        form.putAll(changes);
        return submit(base + "/oauth/token", form, server);
    }

    public String token(String scope) {
        HttpResponse<String> answer = exchange(callback(scope).get("code"), Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("access_token").asText();
    }

    HttpResponse<String> open(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    HttpResponse<String> submit(String address, Map<String, String> form, String origin) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
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

    String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.startsWith("/") ? server + location : location;
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return new ObjectMapper().readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> query(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : URI.create(address).getRawQuery().split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
