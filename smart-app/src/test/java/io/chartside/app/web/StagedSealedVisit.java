package io.chartside.app.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import io.chartside.app.visit.PatientBanner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pages of a sealed visit's two devices. Between them stands a server of the test's, which hands on what they encrypt. */
final class StagedSealedVisit {
    private static final JsonMapper JSON = new JsonMapper();

    private final BrowserContext browser;
    private final VisitTemplate template;
    private final StagedVisit clinic;
    private final List<String> messages = new ArrayList<>();
    private final Map<String, String> devices = new LinkedHashMap<>();
    private String fingerprint = "";
    private int invites;
    private boolean over;

    /** What becomes of a message between the devices. */
    UnaryOperator<String> onItsWay = UnaryOperator.identity();

    StagedSealedVisit(BrowserContext browser, VisitTemplate template) {
        this.browser = browser;
        this.template = template;
        String html = template.page(
                "sealed",
                Map.of(
                        "assets", "/assets",
                        "csrf", "c",
                        "whose", "site||e1|d1",
                        "patient", new PatientBanner("Ada Quill", "", "", "", "", List.of(), ""),
                        "user", "Dr. Moreno",
                        "visit", "/v/x/",
                        "encounter", "e1",
                        "join", StagedVisit.ORIGIN + "/join",
                        "tenant", "main",
                        "speech", "/speech/"));
        clinic = new StagedVisit(browser, "").on("GET /v/x/sealed", request -> StagedVisit.html(html));
        serve(clinic, "/v/x/sealed/");
    }

    StagedVisit clinic() {
        return clinic;
    }

    /** Has the names below a path answered for a page. */
    void serve(StagedVisit device, String path) {
        for (String name : List.of("open", "invite", "redeem", "acknowledge", "say", "messages", "release", "end")) {
            device.on("POST " + path + name, request -> StagedVisit.json(200, answer(name, request)));
        }
    }

    /** @param mode {@code single} or {@code shared} */
    Page begin(String mode) {
        Page page = clinic.page();
        page.navigate(StagedVisit.ORIGIN + "/v/x/sealed");
        page.getByTestId("ready").waitFor();
        page.getByTestId("begin-" + mode).click();
        page.getByTestId("words").waitFor();
        return page;
    }

    /** The page that a link opens, before *Join*. */
    StagedVisit opened(String link) {
        String html = template.page("join", Map.of("assets", "/assets"));
        StagedVisit guest = new StagedVisit(browser, "").on("GET /join", request -> StagedVisit.html(html));
        serve(guest, "/join/");
        guest.page().navigate(link);
        guest.page().getByTestId("ready").waitFor();
        return guest;
    }

    static void say(Page page, String words) {
        page.getByTestId("words").fill(words);
        page.getByTestId("say").click();
    }

    private String answer(String name, Request request) {
        JsonNode body = JSON.readTree(request.postData());
        Object told = switch (name) {
            case "open" -> {
                fingerprint = body.get("fingerprint").asString();
                devices.put("dev-a", "acknowledged");
                yield Map.of("session", "sealed-1", "device", "dev-a");
            }
            case "invite" -> Map.of("token", "invite-" + ++invites, "seconds", "600");
            case "redeem" -> {
                devices.put("dev-b", "joined");
                yield Map.of("session", "sealed-1", "device", "dev-b", "token", "guest-1", "fingerprint", fingerprint);
            }
            case "acknowledge" -> devices.put("dev-b", "acknowledged");
            case "say" -> {
                messages.add(onItsWay.apply(body.get("message").asString()));
                yield Map.of("position", String.valueOf(messages.size()));
            }
            case "messages" ->
                Map.of(
                        "over", over,
                        "devices",
                                devices.entrySet().stream()
                                        .map(device -> device.getKey() + " " + device.getValue())
                                        .toList(),
                        "messages",
                                IntStream.range(
                                                Integer.parseInt(
                                                        body.get("after").asString()),
                                                messages.size())
                                        .mapToObj(at -> (at + 1) + " " + messages.get(at))
                                        .toList());
            case "release" -> Map.of("page", "/v/x/");
            default -> over = true;
        };
        return JSON.writeValueAsString(told instanceof Map<?, ?> map ? map : Map.of());
    }

    /** The link in the clinician's page, which is empty once it is forgotten. */
    String link() {
        return clinic.page().getByTestId("invite-link").inputValue();
    }

    static Route.FulfillOptions failed() {
        return StagedVisit.json(500, "{\"code\":\"internal\",\"title\":\"Something went wrong.\"}");
    }
}
