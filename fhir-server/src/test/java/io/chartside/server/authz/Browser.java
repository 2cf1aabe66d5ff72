package io.chartside.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps cookies and follows what a browser would, one step at a time. */
final class Browser {
    private final Map<String, String> cookies = new LinkedHashMap<>();

    Browser signIn(String person) {
        HttpResponse<String> response = submit(AuthzTest.BASE + "/oauth/sign-in", Map.of("person", person));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        return this;
    }

    HttpResponse<String> open(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)));
    }

    HttpResponse<String> openInFrame(String address) {
        return send(HttpRequest.newBuilder(URI.create(address)).header("Sec-Fetch-Dest", "iframe"));
    }

    /** A form of our own page. */
    HttpResponse<String> submit(String address, Map<String, String> form) {
        return submit(address, AuthzTest.form(form), AuthzTest.SERVER);
    }

    HttpResponse<String> submit(String address, String form, String origin) {
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Another browser with a copy of this one's cookies. */
    Browser stolen() {
        Browser copy = new Browser();
        copy.cookies.putAll(cookies);
        return copy;
    }

    /** Drops what ends with the session. */
    void forget(String cookie) {
        cookies.remove(cookie);
    }

    Map<String, String> cookies() {
        return Map.copyOf(cookies);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> response = AuthzTest.send(request);
        for (String cookie : response.headers().allValues("Set-Cookie")) {
            String pair = cookie.split(";")[0];
            String name = pair.substring(0, pair.indexOf('='));
            if (cookie.contains("Max-Age=0")) {
                cookies.remove(name);
            } else {
                cookies.put(name, pair.substring(pair.indexOf('=') + 1));
            }
        }
        return response;
    }

    static String location(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        String location = response.headers().firstValue("Location").orElseThrow();
        return location.startsWith("/") ? AuthzTest.SERVER + location : location;
    }

    static Map<String, String> query(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = URI.create(address).getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            parameters.put(
                    pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }
}
