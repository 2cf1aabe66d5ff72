package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole launch by each kind of client: public, symmetric, asymmetric; from a chart and stand-alone. */
class ClientKindsTest extends PluginTest {

    private void launchesAndReads(SmartServer ehr) {
        Browser browser = browser();
        String fromChart = launch(ehr, browser, "p1", "e1");
        assertThat(browser.get("/v/" + fromChart + "/probe/ehr").text()).isEqualTo("Quill");

        ehr.context("patient", "\"p2\"");
        ehr.context("encounter", "\"e2\"");
        var request = browser.get("/launch?iss=" + ehr.base()).location().orElseThrow();
        var asked = SmartServer.parameters(request.getRawQuery());
        assertThat(asked.get("code_challenge_method")).isEqualTo("S256");
        assertThat(asked.get("scope")).startsWith("launch/patient launch/encounter openid fhirUser");
        String path = browser.get("/callback?code=" + ehr.authorize(request) + "&state=" + asked.get("state"))
                .location()
                .orElseThrow()
                .getPath();
        assertThat(browser.get(path + "probe/ehr").text()).isEqualTo("Moss");
        assertThat(browser.get("/v/" + fromChart + "/probe/ehr").text()).isEqualTo("Quill");
        List<Request> reads = ehr.requests("/Patient/");
        assertThat(reads)
                .isNotEmpty()
                .allSatisfy(
                        read -> assertThat(read.headers().get("authorization")).startsWith("Bearer access-"));
    }

    @Test
    void asymmetric() {
        launchesAndReads(EHR);
        assertThat(EHR.requests("/oauth/token"))
                .allSatisfy(token -> assertThat(token.form())
                        .containsKeys("client_assertion", "client_assertion_type", "code_verifier")
                        .doesNotContainKeys("client_id", "client_secret"));
    }

    @Test
    void publicly() {
        launchesAndReads(ASKING);
        assertThat(ASKING.requests("/oauth/token")).allSatisfy(token -> {
            assertThat(token.form())
                    .containsEntry("client_id", "chartside-app")
                    .containsKey("code_verifier")
                    .doesNotContainKeys("client_assertion", "client_secret");
            assertThat(token.headers()).doesNotContainKey("authorization");
        });
    }

    @Test
    void symmetric() {
        launchesAndReads(CONDITIONAL);
        String basic = Base64.getEncoder().encodeToString("chartside-app:s3cret".getBytes(StandardCharsets.UTF_8));
        assertThat(CONDITIONAL.requests("/oauth/token")).allSatisfy(token -> {
            assertThat(token.headers()).containsEntry("authorization", "Basic " + basic);
            assertThat(token.form())
                    .containsKey("code_verifier")
                    .doesNotContainKeys("client_id", "client_secret", "client_assertion");
        });
    }
}
