package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue's rows on values that another machine would run: regular expressions, SQL, HTML. */
class InjectionAttacksTest extends AttackTest {
    /** Generous: the answers take milliseconds on a machine that does nothing else. */
    private static final Duration BOUNDED = Duration.ofSeconds(10);

    // ---- regular expressions

    @Test
    void redos_contains_isBounded() {
        patient("a".repeat(2_000));
        for (String evil : List.of(
                "a".repeat(1_900) + "!",
                "(a+)+$",
                "(.*a){25}",
                "%".repeat(500) + "b",
                "_".repeat(500),
                "\\".repeat(99))) {
            for (String modifier : List.of(":contains", ":exact", "")) {
                HttpResponse<String> answer = within("/Patient?family" + modifier + "=" + encode(evil));
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
            }
        }
        within("/Patient?_content=" + encode("a*".repeat(500)));
        within("/Condition?code:text=" + encode("a".repeat(4_000)));
    }

    private static HttpResponse<String> within(String address) {
        return bounded(request(address));
    }

    private static HttpResponse<String> bounded(HttpRequest.Builder request) {
        long begin = System.nanoTime();
        HttpResponse<String> answer = send(request);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(BOUNDED);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient.name.where(family.matches('(a+)+$'))",
                "Patient.name.where(family.replaceMatches('(a+)+$', 'x') = 'x')",
                "Patient.repeat(children())",
                "Patient.descendants().where(true)",
                "Patient.name.where(family.replace('', 'aaaaaaaaaaaaaaaaaaaa').replace('', 'aaaaaaaaaa').exists())",
                "Patient.name.aggregate($this + $total, 0)",
                "Patient.name.where(iif(true, family.matches('(a+)+$'), false))",
                "resolve()",
                "%resource.name.trace('x')",
            })
    void redos_matchesInFhirPathPatch_isRefused(String path) {
        String id = patient("a".repeat(500) + "!");
        String patch =
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":[{\"name\":\"type\",\"valueCode\":\"delete\"},{\"name\":\"path\",\"valueString\":\""
                        + path + "\"}]}]}";
        HttpResponse<String> answer = bounded(request("/Patient/" + id)
                .header("Content-Type", FHIR_JSON)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(patch)));
        assertOutcome(answer, 400);
    }

    @Test
    void redos_selectorsOfXmlPatch_areBounded() {
        String id = patient("Selector");
        for (String selector : List.of(
                "a".repeat(500) + "!",
                "Patient" + "[x='y']".repeat(70) + "!",
                "Patient/" + "a/".repeat(250) + "!",
                "Patient[" + "'".repeat(400) + "]")) {
            HttpResponse<String> answer = bounded(request("/Patient/" + id)
                    .header("Content-Type", "application/xml-patch+xml")
                    .method(
                            "PATCH",
                            HttpRequest.BodyPublishers.ofString("<diff><remove sel=\"" + selector + "\"/></diff>")));
            assertOutcome(answer, 400);
        }
    }

    // ---- values that another machine would run

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' OR '1'='1",
                "'; DROP TABLE head; --",
                "') UNION SELECT body FROM head --",
                "\\'; SELECT pg_sleep(9)--",
                "$1",
                "?",
                "%' OR 1=1 --",
                "{fn now()}",
                "x' AND (SELECT 1 FROM pg_sleep(9)) IS NOT NULL AND 'a'='a"
            })
    void sqli_inValuesModifiersSortElementsAndIfNoneExist_isDataOrRefused(String evil) {
        String text = encode(evil);
        for (String search : List.of(
                "/Patient?family=" + text,
                "/Patient?family:exact=" + text,
                "/Patient?family:contains=" + text,
                "/Patient?identifier=" + text,
                "/Patient?identifier=" + text + "%7C" + text,
                "/Patient?_id=" + text,
                "/Patient?_tag=" + text,
                "/Patient?_content=" + text,
                "/Patient?organization=" + text,
                "/Patient?_has:Observation:patient:code=" + text,
                "/Observation?value-quantity=1%7C" + text,
                "/ValueSet?url=" + text)) {
            HttpResponse<String> answer = within(search);
            assertThat(answer.statusCode()).as(search).isIn(200, 400);
            if (answer.statusCode() == 200) {
                assertThat(ids(answer)).as(search).isEmpty();
            }
        }
        for (String search : List.of(
                "/Patient?birthdate=" + text,
                "/Patient?family:" + text + "=x",
                "/Patient?" + text + "=x",
                "/Patient?_sort=" + text,
                "/Patient?_sort=-" + text,
                "/Patient?_count=" + text,
                "/Patient?_include=" + text,
                "/Patient?_include=Patient:" + text,
                "/Patient?_cursor=" + text,
                "/Patient?_total=" + text,
                "/Patient?_type=" + text,
                "/Patient?_has:Observation:" + text + ":code=x",
                "/Patient/_history?_since=" + text)) {
            assertOutcome(within(search), 400);
        }
        HttpResponse<String> elements = within("/Patient?_count=1&_elements=" + text);
        assertThat(elements.statusCode()).isIn(200, 400);
        assertThat(elements.body()).doesNotContain("\"name\"");
        assertThat(within("/Patient/" + text.replace("+", "%20")).statusCode()).isIn(400, 404);
        assertThat(within(SERVER + "/fhir/" + text.replace("+", "%20") + "/Patient")
                        .statusCode())
                .isIn(400, 401, 404);
        String condition = "identifier=urn:x|" + evil + unused();
        HttpResponse<String> created = sent(
                request("/Patient").header("If-None-Exist", condition),
                "POST",
                FHIR_JSON,
                "{\"resourceType\":\"Patient\",\"active\":true}");
        assertThat(created.statusCode()).as(created.body()).isIn(201, 400);
        assertThat(get("/Patient?_count=1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src='x' onerror='alert(1)'/>",
                "<a href='javascript:alert(1)'>x</a>",
                "<a href='java&#9;script:alert(1)'>x</a>",
                "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
                "<iframe src='https://evil.example'></iframe>",
                "<svg onload='alert(1)'></svg>",
                "<form action='https://evil.example'><input name='x'/></form>",
                "<style>@import 'https://evil.example/x.css';</style>",
                "<b style='background:url(javascript:alert(1))' onclick='x()'>x</b>",
            })
    void xss_narrative_isRefused(String html) {
        String div = "<div xmlns='http://www.w3.org/1999/xhtml'>" + html + "</div>";
        assertOutcome(
                post(
                        "/Patient",
                        "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"" + div + "\"}}"),
                422);
        assertOutcome(
                sent(
                        request("/Patient"),
                        "POST",
                        XML,
                        "<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"generated\"/>" + div
                                + "</text></Patient>"),
                422);
        String id = patient("Narrated");
        assertOutcome(
                patch(
                        "/Patient/" + id,
                        JSON_PATCH,
                        "[{\"op\":\"add\",\"path\":\"/text\",\"value\":{\"status\":\"generated\",\"div\":\"" + div
                                + "\"}}]"),
                422);
    }

    @ParameterizedTest
    @CsvSource({"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"})
    void xss_attachment_isServedAsADownloadInASandbox(String type) {
        String evil = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
        HttpResponse<String> stored = sent(request("/Binary"), "POST", type, evil);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        String address = "/Binary/" + json(stored).path("id").asText();

        HttpResponse<String> raw = send(request(address).header("Accept", type + ",*/*;q=0.1"));

        assertThat(raw.statusCode()).isEqualTo(200);
        assertThat(raw.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void xss_inErrorsAndPages_isNeverReflected() {
        String evil = "<script>alert(1)</script>";
        OpenedApp app = new OpenedApp(SERVER);
        for (String address : List.of(
                "/oauth/authorize?client_id=" + encode(evil) + "&response_type=code&redirect_uri=" + encode(evil),
                "/oauth/sign-in?x=" + encode("\">" + evil),
                "/oauth/sign-in?\"><script>alert(1)</script>"
                        .replace("\"", "%22")
                        .replace("<", "%3C")
                        .replace(">", "%3E"),
                "/oauth/patient?client_id=" + encode(evil) + "&scope=" + encode(evil),
                "/oauth/consent?client_id=" + encode(evil) + "&state=" + encode(evil),
                "/oauth/" + encode(evil))) {
            HttpResponse<String> page = app.open(BASE + address);
            assertThat(page.statusCode()).as(address).isLessThan(500);
            assertThat(page.body()).as(address).doesNotContain("<script>alert");
        }
        for (String address :
                List.of("/" + encode(evil), "/Patient/" + encode(evil), "/Patient?" + encode(evil) + "=1")) {
            HttpResponse<String> answer = send(request(address).header("Accept", "text/html"));
            assertThat(answer.statusCode()).isIn(400, 404, 406);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).doesNotContain("html");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }
}
