package io.chartside.app.web;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.e2e.Chromium;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The shipped pages in one real Chromium for all tests of a JVM; every class has a context of its own, every test no page. */
abstract class PageTest {
    static final VisitTemplate TEMPLATE = new VisitTemplate();

    static Chromium chromium;
    static BrowserContext browser;

    @BeforeAll
    static void up() {
        if (chromium == null) {
            chromium = new Chromium();
            Runtime.getRuntime().addShutdownHook(new Thread(chromium::close));
        }
        browser = chromium.context(ColorScheme.LIGHT);
    }

    @AfterAll
    static void down() {
        browser.close();
    }

    @AfterEach
    void close() {
        browser.pages().forEach(page -> page.close(new Page.CloseOptions().setRunBeforeUnload(false)));
    }
}
