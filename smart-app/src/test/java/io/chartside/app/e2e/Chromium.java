package io.chartside.app.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The real browser, with nothing of it reaching out by itself. */
public final class Chromium implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            // A microphone that beeps, and nobody who would have to allow it.
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream");

    private final Playwright playwright;
    private Browser browser;

    public Chromium() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }

    /** One of many in the same browser, each with cookies and storage of its own: quicker than a profile, and on no disk. */
    public BrowserContext context(ColorScheme scheme) {
        if (browser == null) {
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable())
                            .setArgs(ARGUMENTS));
        }
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(1400, 900).setColorScheme(scheme));
        context.setDefaultTimeout(45_000);
        return context;
    }

    /** A profile of its own, so that cookies are kept and partitioned as in a clinician's browser. */
    public BrowserContext profile(ColorScheme scheme, boolean blockThirdPartyCookies, String... more)
            throws IOException {
        Path folder = Files.createTempDirectory("chartside-chromium");
        if (blockThirdPartyCookies) {
            Path preferences =
                    Files.createDirectories(folder.resolve("Default")).resolve("Preferences");
            Files.writeString(
                    preferences, "{\"profile\":{\"block_third_party_cookies\":true,\"cookie_controls_mode\":1}}");
        }
        BrowserContext context = playwright
                .chromium()
                .launchPersistentContext(
                        folder,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(executable())
                                .setArgs(Stream.concat(ARGUMENTS.stream(), Stream.of(more))
                                        .toList())
                                .setViewportSize(1400, 900)
                                .setColorScheme(scheme));
        context.setDefaultTimeout(45_000);
        return context;
    }

    /** A profile in a folder of the caller's, of which everything goes through a proxy. */
    BrowserContext profile(Path folder, RecordingProxy proxy) {
        BrowserContext context = playwright
                .chromium()
                .launchPersistentContext(
                        folder,
                        new BrowserType.LaunchPersistentContextOptions()
                                .setExecutablePath(executable())
                                .setArgs(ARGUMENTS)
                                .setProxy(new Proxy(proxy.address()).setBypass("<-loopback>")));
        context.setDefaultTimeout(45_000);
        return context;
    }

    private static Path executable() {
        return Stream.of(System.getenv("CHARTSIDE_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/google-chrome")
                .filter(path -> path != null && !path.isBlank())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the end-to-end test needs Chromium: run ./chartside test, which installs it, or set CHARTSIDE_CHROMIUM"));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
