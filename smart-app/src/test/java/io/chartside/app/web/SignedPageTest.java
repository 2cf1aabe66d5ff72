package io.chartside.app.web;

import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.writeback.Delivery;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A visit that was launched, with an empty ledger, and the forms of its page. */
abstract class SignedPageTest extends PluginTest {
    @Autowired
    private LaunchSessions sessions;

    @Autowired
    JdbcClient database;

    @Autowired
    Delivery delivery;

    Browser browser;
    LaunchSession session;

    @BeforeEach
    void launched() {
        database.sql("delete from delivery").update();
        database.sql("delete from hand_over").update();
        browser = browser();
        session = sessions.find(LaunchKey.ofId(launch(browser, "p1", "e1"))).orElseThrow();
    }

    Browser.Page post(String path, String form, String accept) {
        return browser.send(
                "POST",
                session.path() + path,
                form,
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Accept",
                        accept,
                        "Origin",
                        APP,
                        "X-Chartside-Csrf",
                        session.csrfToken()));
    }
}
