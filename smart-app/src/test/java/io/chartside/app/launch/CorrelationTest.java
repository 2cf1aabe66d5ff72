package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer.Fault;
import org.junit.jupiter.api.Test;

/** The number on a page is the one that the record has of what the page asked. */
class CorrelationTest extends PluginTest {

    @Test
    void numberOnAnErrorPage_isTheRecordsRequestId() {
        Browser browser = browser();
        String visit = "/v/" + launch(browser, "p1", "e1");
        RECORD.fault(new Fault("/Patient/", "GET", 403, "", false));
        int before = RECORD.requests("/Patient/").size();
        Browser.Page page = browser.get(visit + "/probe/record");
        assertThat(page.problem()).isEqualTo("refused");
        String number = page.headers().get("x-request-id");
        assertThat(page.text()).contains(number);
        assertThat(RECORD.requests("/Patient/"))
                .hasSize(before + 1)
                .last()
                .satisfies(
                        asked -> assertThat(asked.headers().get("x-request-id")).isEqualTo(number));
    }

    @Test
    void signInAtTheRecord_hasTheNumberOfTheLaunch() {
        Browser browser = browser();
        Browser.Page page = callback(
                browser,
                browser.get("/launch?iss=" + EHR.base() + "&launch=p1.e1")
                        .location()
                        .orElseThrow(),
                "p1",
                "e1");
        assertThat(RECORD.requests("/oauth/token"))
                .singleElement()
                .satisfies(asked -> assertThat(asked.headers().get("x-request-id"))
                        .isEqualTo(page.headers().get("x-request-id")));
    }

    @Test
    void ehrGetsANumberOfEachRequest() {
        Browser browser = browser();
        String visit = "/v/" + launch(browser, "p1", "e1");
        browser.get(visit + "/probe/ehr");
        assertThat(EHR.requests("/Patient/p1").stream()
                        .map(asked -> asked.headers().get("x-request-id")))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }
}
