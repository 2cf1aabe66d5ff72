package io.chartside.app.e2e;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * The whole product in a real Chromium: both processes and a real PostgreSQL, started once for each class. The tests of a class
 * share the demo's visits, so none may rely on what another has left of one. Two classes, of about the same length, so that the
 * build runs one on each of two cores.
 */
@Tag("e2e")
abstract class EndToEndTest {
    static RunningChartside chartside;
    static Chromium chromium;
    static Fhir record;
    static DemoEhr ehr;

    BrowserContext browser;

    @BeforeAll
    static void up() throws IOException {
        // The first request of each kind warms a cold process; a busy machine needs its time.
        PlaywrightAssertions.setDefaultAssertionTimeout(45_000);
        chromium = new Chromium();
        chartside = RunningChartside.start();
        record = new Fhir(chartside);
        ehr = new DemoEhr(chartside, record);
    }

    @AfterAll
    static void down() {
        if (chartside != null) {
            chartside.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        browser = chromium.profile(ColorScheme.LIGHT, false);
    }

    @AfterEach
    void close() {
        browser.close();
    }
}
