package io.chartside.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The key of a sealed visit that a passkey keeps, in Chromium with authenticators of its own making (ADR 0058). */
@Tag("e2e")
class SealedKeptTest extends PluginTest {
    private static Chromium chromium;
    private static BrowserContext browser;
    private Page page;

    @BeforeEach
    void open() throws IOException {
        if (chromium == null) {
            chromium = new Chromium();
            browser = chromium.profile(ColorScheme.LIGHT, false);
        }
        page = browser.newPage();
        page.navigate("http://localhost:" + port + "/join");
    }

    @AfterEach
    void closePage() {
        page.close();
    }

    @AfterAll
    static void close() {
        browser.close();
        chromium.close();
        chromium = null;
    }

    /** Runs a function body that has the modules, and what was thrown as its kind and words. */
    private Object run(String body) {
        return page.evaluate("""
                async () => {
                  const module = (name) => import(document.querySelector("script").src.replace("join.js", name));
                  const [cipher, passkey, kept] = [await module("cipher.js"), await module("passkey.js"), await module("kept.js")];
                  const told = async (action) => { try { await action(); return "done"; } catch (e) { return e.title ?? e.constructor.name; } };
                  %s
                }
                """.formatted(body));
    }

    @Test
    void keyThatAPasskeyWraps_isUnwrappedByThatPasskeyForThatSessionAlone() {
        Authenticator.with(page, true);
        assertThat(run("""
                await passkey.requirePasskeys();
                const salt = passkey.newSalt();
                const { credential, wrapping } = await passkey.make(salt);
                const key = await cipher.SealedKey.generate(true);
                const wrapped = await key.wrap(wrapping, "sealed-1|a");
                key.forget();
                const results = [];
                const again = await passkey.ask(salt, credential);
                const opened = await cipher.SealedKey.unwrap(again, wrapped, "sealed-1|a");
                results.push(opened.fingerprint === key.fingerprint, opened.invitable);
                results.push(await told(() => crypto.subtle.exportKey("raw", opened.key)), await told(() => crypto.subtle.exportKey("raw", again)));
                results.push(await told(() => cipher.SealedKey.unwrap(again, wrapped, "sealed-2|a")));
                const otherSalt = await passkey.ask(passkey.newSalt(), credential);
                results.push(await told(() => cipher.SealedKey.unwrap(otherSalt, wrapped, "sealed-1|a")));
                const other = await passkey.make(salt);
                results.push(await told(() => cipher.SealedKey.unwrap(other.wrapping, wrapped, "sealed-1|a")));
                let changed = 0;
                for (let at = 0; at < wrapped.wrapped.length; at++) {
                  const bytes = wrapped.wrapped.slice();
                  bytes[at] ^= 1;
                  if ((await told(() => cipher.SealedKey.unwrap(again, { ...wrapped, wrapped: bytes }, "sealed-1|a"))) === "Rejected") changed++;
                }
                results.push(changed, await told(() => key.wrap(again, "sealed-1|a")));
                return results;
                """))
                .isEqualTo(List.of(
                        true, false, "DOMException", "DOMException", "Rejected", "Rejected", "Rejected", 48, "Error"));
    }

    @Test
    void authenticatorWithoutPrf_isRefusedInWords() {
        Authenticator.with(page, false);
        assertThat(run("return told(() => passkey.make(passkey.newSalt()));"))
                .isEqualTo("This passkey cannot keep a key.");
    }

    @Test
    void passkeyThatIsNotHere_isToldAsNotUsed() {
        Authenticator.with(page, true);
        assertThat(run("return told(() => passkey.ask(passkey.newSalt(), new Uint8Array(32)));"))
                .isEqualTo("The passkey was not used.");
    }

    @Test
    void whatIsKept_isOfItsVisit_untilItIsADayOld() {
        assertThat(run("""
                const at = (session, place, hours) => kept.put({ session, place, began: Date.now() - hours * 3_600_000 });
                await at("sealed-1", "here", 1);
                await at("sealed-2", "here", 23);
                await at("sealed-3", "here", 25);
                await at("sealed-4", "there", 1);
                const names = async (place) => (await kept.of(place)).map(({ session }) => session).join();
                const found = [await names("here"), await names("there"), await names("nowhere")];
                await kept.remove("sealed-1");
                found.push(await names("here"));
                await kept.remove("sealed-2");
                await kept.remove("sealed-4");
                return found.join("|");
                """)).isEqualTo("sealed-1,sealed-2|sealed-4||sealed-2");
    }

    /** Other pages than those of sealed visits do so, as nobody may open one of these again. */
    @Test
    void whatIsADayOld_goesWithAnyVisitsPage() {
        run("""
                const at = (session, hours) => kept.put({ session, place: "here", began: Date.now() - hours * 3_600_000 });
                await at("sealed-young", 23);
                await at("sealed-old", 25);
                """);
        Browser clinician = browser();
        String launchId = launch(clinician, "p1", "e1");
        for (String cookie : clinician.allCookies().split("; ")) {
            String[] parts = cookie.split("=", 2);
            browser.addCookies(List.of(new Cookie(parts[0], parts[1])
                    .setDomain("localhost")
                    .setPath("/")
                    .setSecure(true)
                    .setSameSite(SameSiteAttribute.NONE)));
        }
        page.navigate("http://localhost:" + port + "/v/" + launchId + "/");
        page.waitForFunction("""
                () => new Promise((done) => {
                  const opening = indexedDB.open("chartside-sealed");
                  opening.onsuccess = () => {
                    const kept = opening.result.transaction("keys").objectStore("keys").getAllKeys();
                    kept.onsuccess = () => { opening.result.close(); done(kept.result.join() === "sealed-young"); };
                  };
                })""");
    }
}
