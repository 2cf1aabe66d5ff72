package io.chartside.app.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The shipped page and its modules in a browser, with answers that the test chooses: faults and other people's changes come at
 * the moment that the test says.
 */
final class StagedVisit {
    static final String ORIGIN = "http://localhost:4";
    private static final Map<String, String> MEDIA = Map.of(
            "js",
            "text/javascript",
            "css",
            "text/css",
            "svg",
            "image/svg+xml",
            "html",
            "text/html;charset=utf-8",
            "json",
            "application/json");

    private final Map<String, Function<Request, Route.FulfillOptions>> answers = new ConcurrentHashMap<>();
    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private final Page page;

    StagedVisit(BrowserContext context, String html) {
        page = context.newPage();
        page.setDefaultTimeout(10_000);
        on("GET /v/x/", request -> html(html));
        on("GET /v/x/style.css", request -> text("css", ""));
        page.route("**/*", this::answer);
    }

    Page page() {
        return page;
    }

    /** @param request method and path, such as {@code POST /v/x/statement} */
    StagedVisit on(String request, Function<Request, Route.FulfillOptions> answer) {
        answers.put(request, answer);
        return this;
    }

    StagedVisit open() {
        page.navigate(ORIGIN + "/v/x/");
        page.getByTestId("ready").waitFor();
        return this;
    }

    /** What was asked of the app, by method and path. */
    List<Request> asked(String request) {
        return asked.stream().filter(one -> named(one).equals(request)).toList();
    }

    static Route.FulfillOptions html(String body) {
        return text("html", body);
    }

    static Route.FulfillOptions nothing() {
        return new Route.FulfillOptions().setStatus(204);
    }

    static Route.FulfillOptions text(String kind, String body) {
        return new Route.FulfillOptions()
                .setStatus(200)
                .setContentType(MEDIA.get(kind))
                .setBody(body);
    }

    static Route.FulfillOptions json(int status, String body) {
        return text("json", body).setStatus(status);
    }

    /** What the app answers for a launch that has ended. */
    static Route.FulfillOptions signedOut() {
        return json(401, "{\"code\":\"no-session\",\"title\":\"You are not signed in here.\",\"advice\":[]}");
    }

    private void answer(Route route) {
        Request request = route.request();
        String path = URI.create(request.url()).getPath();
        if (path.startsWith("/assets/") && !answers.containsKey(named(request))) {
            route.fulfill(text(path.substring(path.lastIndexOf('.') + 1), asset(path)));
            return;
        }
        asked.add(request);
        Function<Request, Route.FulfillOptions> answer = answers.get(named(request));
        if (answer == null) {
            route.abort();
        } else {
            route.fulfill(answer.apply(request));
        }
    }

    private static String named(Request request) {
        return request.method() + " " + URI.create(request.url()).getPath();
    }

    private static String asset(String name) {
        try (InputStream file = StagedVisit.class.getResourceAsStream("/static" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As a clinician who clicks behind the last word. */
    static void writeAtItsEnd(Locator statement) {
        statement.evaluate(
                "one => { one.focus(); getSelection().selectAllChildren(one); getSelection().collapseToEnd(); }");
    }
}
