package io.chartside.app.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A browser as far as the plugin can tell: it keeps cookies and follows no redirects. */
public final class Browser {

    /** What came back. */
    public record Page(int status, Map<String, String> headers, String text) {
        public Optional<URI> location() {
            return Optional.ofNullable(headers.get("location")).map(URI::create);
        }

        /** The code of an error page. */
        public String problem() {
            int start = text.indexOf("data-code=\"");
            return start < 0 ? "" : text.substring(start + 11, text.indexOf('"', start + 11));
        }
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI server;
    private final String origin;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private String sentAsIs;
    private String setCookie;

    Browser(URI server, String origin) {
        this.server = server;
        this.origin = origin;
    }

    /** The last Set-Cookie of the browser's own cookie as it came. */
    public String setCookie() {
        return setCookie;
    }

    /** The browser's own cookie, without those of single launches. */
    public String cookie() {
        return "chartside=" + cookies.get("chartside");
    }

    /** Every cookie. */
    public String allCookies() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /** A browser that sends just this. */
    public Browser withCookie(String other) {
        Browser browser = new Browser(server, origin);
        browser.sentAsIs = other;
        return browser;
    }

    public Page get(String path) {
        return send("GET", path, "", Map.of());
    }

    public Page get(String path, Map<String, String> headers) {
        return send("GET", path, "", headers);
    }

    /** What another server answers this browser; our own cookies are not its. */
    public Page elsewhere(URI address) {
        return page(answer(HttpRequest.newBuilder(address).build()));
    }

    /** A POST as our own page sends it. */
    public Page post(String path, String csrf) {
        return send("POST", path, "", Map.of("Origin", origin, "X-Chartside-Csrf", csrf));
    }

    public Page send(String method, String path, String body, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        if (sentAsIs != null || !cookies.isEmpty()) {
            all.put("Cookie", sentAsIs != null ? sentAsIs : allCookies());
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        all.forEach(request::header);
        HttpResponse<String> response = answer(request.build());
        response.headers().allValues("set-cookie").forEach(this::keep);
        return page(response);
    }

    private static Page page(HttpResponse<String> response) {
        Map<String, String> received = new HashMap<>();
        response.headers().map().forEach((name, values) -> received.put(name.toLowerCase(), values.get(0)));
        return new Page(response.statusCode(), received, response.body());
    }

    private static HttpResponse<String> answer(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void keep(String header) {
        String[] pair = header.split(";")[0].split("=", 2);
        if (pair[0].equals("chartside")) {
            setCookie = header;
        }
        if (header.contains("Max-Age=0;")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
