package io.chartside.app.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.SmartApp;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class RestartTest extends PluginTest {

    @Test
    void sessionsKeysAndLedgerOutliveTheProcess() {
        Browser browser = browser();
        String launch = launch(browser, "p1", "e1");
        String keys = browser.get("/.well-known/jwks.json").text();
        try (ConfigurableApplicationContext second = secondProcess()) {
            int secondPort =
                    ((WebServerApplicationContext) second).getWebServer().getPort();
            Browser there = new Browser(URI.create("http://127.0.0.1:" + secondPort), APP).withCookie(browser.cookie());
            assertThat(there.get("/v/" + launch + "/probe").text()).contains("Ada Quill");
            assertThat(there.get("/v/" + launch + "/probe/ehr").text()).isEqualTo("Quill");
            assertThat(there.get("/.well-known/jwks.json").text()).isEqualTo(keys);
        }
    }

    private static ConfigurableApplicationContext secondProcess() {
        return new SpringApplicationBuilder(SmartApp.class, PluginTest.Movable.class, ProbeController.class)
                .run(
                        "--server.port=0",
                        "--chartside.database.url=" + databaseUrl(),
                        "--chartside.data-dir=" + dataDir(),
                        "--chartside.config-dirs=" + configDir(),
                        "--chartside.server-url=" + RECORD.origin(),
                        "--chartside.app-url=" + APP,
                        "--chartside.writeback.worker=false");
    }
}
