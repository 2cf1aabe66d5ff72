package io.chartside.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import io.chartside.app.testing.PluginTest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cipher of sealed visits as Chromium runs it (MM1, MM2, MM3, MM7, MM9). */
@Tag("e2e")
class SealedCipherTest extends PluginTest {
    private static Chromium chromium;
    private static BrowserContext browser;
    private static Page page;

    /** Runs a function body that has the module as {@code cipher}, and a sender and its key. */
    private static Object run(String body, Object... argument) {
        return page.evaluate("""
                async ([argument]) => {
                  const cipher = await import(document.querySelector("script").src.replace("join.js", "cipher.js"));
                  const key = await cipher.SealedKey.generate(true);
                  const sender = new cipher.Sender(key, "sealed-1", "dev-a");
                  const opened = async (message, receiver = new cipher.Receiver(key, "sealed-1")) => {
                    try { return (await receiver.open(message)).utterance.text; }
                    catch (e) { if (!(e instanceof cipher.Rejected)) throw e; return "rejected"; }
                  };
                  const thrown = async (action) => { try { await action(); return "nothing"; } catch (e) { return e.name; } };
                  %s
                }
                """.formatted(body), List.of(argument.length == 0 ? "" : argument[0]));
    }

    @BeforeEach
    void open() throws Exception {
        if (chromium == null) {
            chromium = new Chromium();
            browser = chromium.profile(ColorScheme.LIGHT, false);
            page = browser.newPage();
            page.navigate("http://127.0.0.1:" + port + "/join");
        }
    }

    @AfterAll
    static void close() {
        browser.close();
        chromium.close();
        chromium = null;
    }

    @Test
    void keyIsGivenAwayOnce_andThenToNobody() {
        assertThat(run("""
                const tries = [];
                for (const format of ["raw", "jwk"]) tries.push(await thrown(() => crypto.subtle.exportKey(format, key.key)));
                tries.push(String(key.invitable), String(key.secret().length), String(key.invitable), await thrown(() => key.secret()));
                for (const format of ["raw", "jwk"]) tries.push(await thrown(() => crypto.subtle.exportKey(format, key.key)));
                tries.push(String((await cipher.SealedKey.generate(false)).invitable), JSON.stringify(key));
                return tries;
                """))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .startsWith("InvalidAccessError", "InvalidAccessError", "true", "43", "false", "Error")
                .contains("InvalidAccessError", "false");
    }

    @Test
    void tenThousandKeys_areAllDifferent() {
        assertThat(run("""
                const seen = new Set();
                for (let i = 0; i < 10_000; i += 500) {
                  const made = await Promise.all(Array.from({ length: 500 }, () => cipher.SealedKey.generate(false)));
                  for (const one of made) seen.add(one.fingerprint);
                }
                return seen.size;
                """)).isEqualTo(10_000);
    }

    /** Known answer: SHA-256 of SHA-256 of 32 zero bytes. */
    @Test
    void fingerprint_isTheHashOfTheHash() {
        assertThat(run("return await cipher.fingerprintOf(new Uint8Array(32));"))
                .isEqualTo("2b32db6c2c0a6235fb1397e8225ea85e0f0e6e8c7b126d0016ccbde0e667151e");
    }

    @Test
    void messageIsAJwe_thatAnotherLibraryOpens() throws Exception {
        @SuppressWarnings("unchecked")
        Map<String, String> made = (Map<String, String>) run("""
                const message = await sender.seal({ speaker: "patient", text: "Ich huste · 咳嗽" });
                return { message, secret: key.secret(), fingerprint: key.fingerprint };
                """);
        JWEObject jwe = JWEObject.parse(made.get("message"));
        jwe.decrypt(new DirectDecrypter(Base64.getUrlDecoder().decode(made.get("secret"))));
        assertThat(jwe.getPayload().toString()).hasSizeBetween(240, 256).contains("Ich huste · 咳嗽");
        assertThat(jwe.getHeader().getKeyID()).isEqualTo(made.get("fingerprint"));
        assertThat(jwe.getHeader().getCustomParams())
                .containsEntry("sid", "sealed-1")
                .containsEntry("seq", 1L);
    }

    /** Each byte of header, nonce, ciphertext and tag, one bit of it; and each character of the whole, another. */
    @Test
    void messageThatWasChangedAnywhere_isRejected() {
        assertThat(run("""
                const message = await sender.seal({ speaker: "patient", text: "I cough" });
                if (await opened(message) !== "I cough") return "not opened at all";
                const parts = message.split(".");
                let seed = argument, tried = 0;
                const next = (below) => (seed = (seed * 48271) % 2147483647) % below;
                for (const part of [0, 2, 3, 4]) {
                  const bytes = cipher.bytesOf(parts[part]);
                  for (let at = 0; at < bytes.length; at++, tried++) {
                    const changed = bytes.slice();
                    changed[at] ^= 1 << next(8);
                    const forged = parts.with(part, cipher.base64url(changed)).join(".");
                    if (await opened(forged) !== "rejected") return `byte ${at} of part ${part}`;
                  }
                }
                const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
                for (let at = 0; at < message.length; at++, tried++) {
                  const letter = letters[next(letters.length)];
                  if (letter === message[at]) continue;
                  if (await opened(message.slice(0, at) + letter + message.slice(at + 1)) !== "rejected") return `character ${at}`;
                }
                return tried > 900 ? "all rejected" : `only ${tried}`;
                """, 20261130)).isEqualTo("all rejected");
    }

    @Test
    void swappedAndRepeatedMessages_areRejected() {
        assertThat(run("""
                const [one, two, three] = [await sender.seal({ text: "1" }), await sender.seal({ text: "2" }), await sender.seal({ text: "3" })];
                const receiver = new cipher.Receiver(key, "sealed-1");
                const told = [];
                for (const message of [two, one, one, three, two, two, one, three]) told.push(await opened(message, receiver));
                const other = new cipher.Sender(key, "sealed-1", "dev-b");
                told.push(await opened(await other.seal({ text: "b1" }), receiver));
                told.push(await opened(one, new cipher.Receiver(key, "sealed-2")));
                told.push(await opened(one, new cipher.Receiver(await cipher.SealedKey.generate(true), "sealed-1")));
                return told.join();
                """)).isEqualTo("rejected,1,rejected,rejected,2,rejected,rejected,3,b1,rejected,rejected");
    }

    /** Whoever was invited has the key, and writes what he likes into what he encrypts. */
    @Test
    void guestsUtterance_isSpeakerAndWordsAlone() {
        assertThat(run("""
                const { Conversation } = await import(document.querySelector("script").src.replace("join.js", "conversation.js"));
                const said = [
                  { speaker: "clinician", text: "one", id: "leaving-words", device: "dev-b" },
                  { speaker: "constructor", text: "two" },
                  null,
                  { speaker: "patient", text: ["three"] },
                  { speaker: "patient", text: "four" },
                ];
                const messages = [];
                for (const one of said) messages.push(`${messages.length + 1} ${await sender.seal(one)}`);
                const list = document.createElement("ol");
                document.body.append(list);
                await new Promise((done) => {
                  const ask = async (name, { after }) => ({ messages: after === "0" ? messages : [], devices: [], over: true });
                  new Conversation({ ask, key, session: "sealed-1", device: "dev-b", list, told: done }).begin();
                });
                const shown = [...list.children].map((item) => [item.id, item.className, item.textContent].join("|"));
                list.remove();
                return shown.join("\\n");
                """)).isEqualTo("""
                u0|utterance clinician|Doctor · other deviceone
                u1|utterance unknown|Speaker · other devicetwo
                u2|utterance patient|Patient · other devicefour""");
    }

    /** MM27: phrases of what a microphone would give; quiet before and after, noise that grows, speech without a pause. */
    @Test
    void dictation_isCutWherePeoplePause() {
        assertThat(run("""
                const { Phrases } = await import(document.querySelector("script").src.replace("join.js", "dictation.js"));
                let seed = argument;
                const noise = (loud) => Float32Array.from({ length: 4000 }, () => ((seed = (seed * 48271) % 2147483647) / 1073741823 - 1) * loud);
                const phrases = new Phrases();
                const lengths = [];
                const hear = (frames, loud) => {
                  for (let i = 0; i < frames; i++) { const phrase = phrases.add(noise(loud)); if (phrase) lengths.push(phrase.length / 4000); }
                };
                hear(8, 0.001); hear(6, 0.3); hear(8, 0.001);
                hear(20, 0.008); hear(4, 0.3); hear(5, 0.008);
                hear(70, 0.3); hear(1, 0.001);
                lengths.push((phrases.end()?.length ?? 0) / 4000, phrases.end() === null ? 0 : 1);
                return lengths.join();
                """, 20261130)).isEqualTo("10,8,60,12,0");
    }
}
