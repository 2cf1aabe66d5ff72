package io.chartside.app.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two pages of sealed visits and what stands before the record (docs/sealed-visits.md). */
class SealedPageTest extends PluginTest {

    private static Map<String, String> json(String... more) {
        Map<String, String> headers =
                new HashMap<>(Map.of("Origin", APP, "Accept", "application/json", "Content-Type", "application/json"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    @Test
    void joinPage_tellsNobodyItsAddress_andStandsInNoFrame() {
        Browser.Page page = browser().get("/join?token=main.invite-abc");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().get("referrer-policy")).isEqualTo("no-referrer");
        assertThat(page.headers().get("content-security-policy"))
                .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().get("cache-control")).contains("no-store");
        assertThat(page.headers()).doesNotContainKey("set-cookie");
        assertThat(page.text()).doesNotContain("invite-abc");
    }

    @Test
    void inviteOfATenantThatNoEhrHas_isAskedOfNobody() {
        RECORD.requests().clear();
        Browser.Page answer = browser()
                .send(
                        "POST",
                        "/join/redeem",
                        "{\"tenant\":\"../main\",\"token\":\"invite-x\",\"fingerprint\":\"0\"}",
                        json());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("invite-unreadable");
        assertThat(RECORD.requests("sealed")).isEmpty();
    }

    /** EHRs behind one address launch organizations with a tenant each. */
    @Test
    void inviteOfAnOrganizationsTenant_isAskedOfThatTenant() {
        RECORD.requests().clear();
        browser()
                .send(
                        "POST",
                        "/join/redeem",
                        "{\"tenant\":\"west\",\"token\":\"invite-x\",\"fingerprint\":\"0\"}",
                        json());
        assertThat(RECORD.requests("/fhir/west/sealed/redeem")).hasSize(1);
    }

    @Test
    void bodyThatIsTooLong_orNoObjectOfTexts_isAskedOfNobody() {
        RECORD.requests().clear();
        for (String body : new String[] {
            "{\"tenant\":\"main\",\"token\":\"" + "x".repeat(200 << 10) + "\",\"fingerprint\":\"0\"}",
            "{\"tenant\":\"main\",\"token\":null,\"fingerprint\":\"0\"}",
            "{\"tenant\":\"main\",\"token\":[\"x\"],\"fingerprint\":\"0\"}",
            "[".repeat(100_000),
            "[]",
            "null",
            ""
        }) {
            Browser.Page answer = browser().send("POST", "/join/redeem", body, json());
            assertThat(answer.status()).as("%.40s", body).isEqualTo(400);
            assertThat(answer.text()).as("%.40s", body).contains("invite-unreadable");
        }
        assertThat(RECORD.requests("sealed")).isEmpty();
    }

    @Test
    void sessionThatIsNoId_becomesNoPath() {
        RECORD.requests().clear();
        String token = "guest-" + "A".repeat(43);
        for (String session : new String[] {"", "../Patient", "sealed-1/../../Patient", "Patient", "sealed-é"}) {
            Browser.Page answer = browser()
                    .send(
                            "POST",
                            "/join/messages",
                            "{\"tenant\":\"main\",\"session\":\"" + session + "\"}",
                            json("Authorization", "Bearer " + token));
            assertThat(answer.status()).as(session).isEqualTo(404);
        }
        assertThat(browser()
                        .send("POST", "/join/messages", "{\"tenant\":\"main\"}", json())
                        .status())
                .isEqualTo(400);
        assertThat(RECORD.requests("sealed")).isEmpty();
    }

    @Test
    void sealedPage_isTheSessionsOwn_andItsRequestsAreItsPages() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/sealed";
        Browser.Page page = browser.get(path);
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        assertThat(page.text()).contains("Ada Quill", "data-join=\"" + APP + "/join\"", "data-tenant=\"main\"");
        assertThat(browser().get(path).problem()).isEqualTo("no-session");

        Browser.Page forged = browser.send("POST", path + "/open", "{\"mode\":\"single\"}", json());
        assertThat(forged.status()).isEqualTo(403);
        Matcher csrf = Pattern.compile("data-csrf=\"([^\"]+)\"").matcher(page.text());
        assertThat(csrf.find()).isTrue();
        Browser.Page unknown =
                browser.send("POST", path + "/say", "{\"session\":\"x\"}", json("X-Chartside-Csrf", csrf.group(1)));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("sealed-unknown");
    }

    /** The recognition of speech runs in a thread of its own, which alone may compile WebAssembly. */
    @Test
    void speech_isOfferedWhereItIsInstalled_andServedFromItsFolderAlone() throws IOException {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/sealed";
        Browser.Page without = browser.get(path);
        assertThat(without.text()).doesNotContain("data-speech");
        Path file = Files.createDirectories(dataDir().resolve("speech/browser")).resolve("moonshine.min.js");
        Files.writeString(file, "export {};");
        try {
            Browser.Page page = browser.get(path);
            assertThat(page.headers().get("content-security-policy")).doesNotContain("unsafe");
            Matcher address = Pattern.compile("data-speech=\"([^\"]+)\"").matcher(page.text());
            assertThat(address.find()).isTrue();
            assertThat(browser.get(address.group(1) + "moonshine.min.js").text())
                    .isEqualTo("export {};");
            for (String other : new String[] {"", "../keys/plugin-aead.json", "%2e%2e/keys/plugin-aead.json"}) {
                assertThat(browser.get(address.group(1) + other).status())
                        .as(other)
                        .isBetween(400, 404);
            }
            Matcher assets = Pattern.compile("/assets/[0-9a-f]{12}").matcher(page.text());
            assertThat(assets.find()).isTrue();
            assertThat(browser.get(assets.group() + "/sealed/listen.js")
                            .headers()
                            .get("content-security-policy"))
                    .contains("script-src 'self' 'wasm-unsafe-eval'", "default-src 'none'");
            assertThat(browser.get(assets.group() + "/sealed/sealed.js")
                            .headers()
                            .get("content-security-policy"))
                    .doesNotContain("unsafe");
        } finally {
            Files.delete(file);
        }
    }
}
