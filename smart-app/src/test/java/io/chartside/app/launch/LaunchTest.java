package io.chartside.app.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import org.junit.jupiter.api.Test;

class LaunchTest extends PluginTest {

    @Test
    void aLaunchEndsOnTheVisit() {
        Browser browser = browser();
        Browser.Page redirect = browser.get("/launch?iss=" + EHR.base() + "&launch=xyz");
        assertThat(redirect.status()).isEqualTo(302);
        Browser.Page done = callback(browser, redirect.location().orElseThrow(), "p1", "e1");
        assertThat(done.status()).as(done.text()).isEqualTo(302);
        assertThat(done.location().orElseThrow().toString()).startsWith(APP + "/v/");
        assertThat(done.text()).isEmpty();
    }
}
