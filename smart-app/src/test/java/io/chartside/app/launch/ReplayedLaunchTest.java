package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A launch, a code or a state that was made for one EHR, brought to another or a second time: no chart opens. */
class ReplayedLaunchTest extends PluginTest {

    private static String state(URI request) {
        return SmartServer.parameters(request.getRawQuery()).get("state");
    }

    private URI begun(Browser browser, SmartServer ehr, String launch) {
        return browser.get("/launch?iss=" + ehr.base() + "&launch=" + launch)
                .location()
                .orElseThrow();
    }

    /** Through the EHR's authorization endpoint and back to the app. */
    private static Browser.Page through(Browser browser, URI request) {
        URI back = browser.elsewhere(request).location().orElseThrow();
        return browser.get(back.getPath() + "?" + back.getRawQuery());
    }

    private static void opensNothing(Browser.Page page, String code) {
        assertThat(page.problem()).isEqualTo(code);
        assertThat(page.text()).containsPattern("class=\"mono\">[0-9a-f-]{36}<");
        assertThat(RECORD.requests("/oauth/token")).isEmpty();
        assertThat(RECORD.requests("/fhir/main")).isEmpty();
    }

    @Test
    void launchOfAnEhr_opensItsChartOnce() {
        EHR.context("patient", "\"p1\"");
        EHR.context("encounter", "\"e1\"");
        String launch = EHR.issueLaunch();
        Browser browser = browser();
        assertThat(through(browser, begun(browser, EHR, launch)).status()).isEqualTo(302);
        RECORD.requests().clear();
        Browser.Page again = through(browser, begun(browser, EHR, launch));
        assertThat(again.status()).isEqualTo(403);
        opensNothing(again, "sign-in-refused");
    }

    @Test
    void launchOfOneEhr_replayedAgainstAnother_endsThere() {
        String launch = EHR.issueLaunch();
        Browser browser = browser();
        Browser.Page foreign = through(browser, begun(browser, ASKING, launch));
        assertThat(foreign.status()).isEqualTo(403);
        opensNothing(foreign, "sign-in-refused");
        assertThat(foreign.text()).contains("Test Hospital (asking)").doesNotContain(launch);
        assertThat(ASKING.requests("/oauth/token")).isEmpty();
        assertThat(EHR.requests())
                .as("the EHR that it was made for hears nothing")
                .isEmpty();
    }

    /** A code of one EHR under the state of another: RFC 9700 4.4, mix-up. */
    @Test
    void codeOfOneEhr_underTheStateOfAnother_isRefused() {
        Browser browser = browser();
        String code = EHR.authorize(begun(browser, EHR, "xyz"));
        URI other = begun(browser, ASKING, "xyz");
        Browser.Page mixed = browser.get("/callback?code=" + code + "&state=" + state(other));
        assertThat(mixed.status()).isEqualTo(502);
        opensNothing(mixed, "token-refused");
        assertThat(EHR.requests("/oauth/token")).isEmpty();
    }

    /** Where the EHR says who it is (RFC 9207), the code does not even get to the wrong one. */
    @Test
    void codeOfOneEhr_underTheStateOfAnother_goesNowhereWhereTheAnswerNamesItsServer() {
        Browser browser = browser();
        String code = EHR.authorize(begun(browser, EHR, "xyz"));
        URI other = begun(browser, ASKING, "xyz");
        opensNothing(
                browser.get("/callback?code=" + code + "&state=" + state(other) + "&iss=" + EHR.base()),
                "sign-in-refused");
        assertThat(ASKING.requests("/oauth/token")).isEmpty();
    }

    /** Whoever has seen the address of an answer can do nothing with it, neither in another browser nor afterwards. */
    @Test
    void answerOfAnEhr_replayed_opensNothing() {
        Browser browser = browser();
        URI request = begun(browser, EHR, "p1.e1");
        String answer = "/callback?code=" + EHR.authorize(request) + "&state=" + state(request);
        opensNothing(browser().get(answer), "other-browser");
        assertThat(browser.get(answer).status()).isEqualTo(302);
        RECORD.requests().clear();
        opensNothing(browser.get(answer), "state-used");
    }
}
