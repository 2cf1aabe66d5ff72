package io.chartside.app.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.e2e.Chromium;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The shipped pages in one real Chromium for each class of tests; every test finds it without pages. */
abstract class PageTest {
    static final VisitTemplate TEMPLATE = new VisitTemplate();

    static Chromium chromium;
    static BrowserContext browser;

    @BeforeAll
    static void up() throws IOException {
        chromium = new Chromium();
        browser = chromium.profile(ColorScheme.LIGHT, false);
    }

    @AfterAll
    static void down() {
        chromium.close();
    }

    @AfterEach
    void close() {
        browser.pages().forEach(page -> page.close(new Page.CloseOptions().setRunBeforeUnload(false)));
    }
}
