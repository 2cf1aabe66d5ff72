package io.chartside.app.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A sealed visit on two browsers of their own, and the search for what must be nowhere (MM1, MM3, MM4, MM27). */
final class SealedVisitSteps implements AutoCloseable {
    static final String CLINICIAN_SAYS = "Hello, good to see you, how is the canarybird at home?";
    static final String PATIENT_SAYS =
            "I have had a bad cough and a fever for three days, like quetzalfeather in my throat";
    static final String NOT_RELEASED = "canarybird";

    private static final int PIECE = 4 << 20;
    /** More than the longest that is sought. */
    private static final int OVERLAP = 256;

    private final RunningChartside chartside;
    private final RecordingProxy proxy = new RecordingProxy();
    private final Path folder = Files.createTempDirectory("chartside-sealed");
    private final BrowserContext clinic;
    private final BrowserContext phone;
    private final Page clinician;
    private String secret = "";
    private String prfOutput = "";

    SealedVisitSteps(RunningChartside chartside, Chromium chromium, DemoEhr ehr, DemoEhr.Visit visit)
            throws IOException {
        this.chartside = chartside;
        clinic = chromium.profile(folder.resolve("clinic"), proxy);
        phone = chromium.profile(folder.resolve("phone"), proxy);
        clinician = ehr.launchInTab(clinic, visit);
        clinician.navigate(clinician.url().replaceAll("[?#].*", "") + "sealed");
        assertThat(clinician.getByTestId("ready")).isVisible();
    }

    /** Before the visit begins: this page's passkey keeps the key. What it computes is hunted as well. */
    void keepByAPasskey() {
        Authenticator.with(clinician, true);
        clinician.addInitScript("""
                const real = PublicKeyCredential.prototype.getClientExtensionResults;
                PublicKeyCredential.prototype.getClientExtensionResults = function () {
                  const results = real.call(this);
                  const first = results.prf?.results?.first;
                  if (first) window.prfOutput = Array.from(new Uint8Array(first), (b) => b.toString(16).padStart(2, "0")).join("");
                  return results;
                };""");
        clinician.reload();
        assertThat(clinician.getByTestId("ready")).isVisible();
        clinician.getByTestId("keep").check();
    }

    /** The clinician's page is gone and comes back, while the other device goes on. */
    void goOnAfterAReload(Page guest) {
        prfOutput = (String) clinician.evaluate("window.prfOutput");
        clinician.reload();
        assertThat(clinician.getByTestId("ready")).isVisible();
        say(guest, "Are you still there?");
        clinician.getByTestId("go-on").click();
        assertThat(clinician.getByTestId("transcript")).containsText(CLINICIAN_SAYS);
        assertThat(clinician.getByTestId("transcript")).containsText("Are you still there?");
        assertThat(clinician.evaluate("window.prfOutput")).isEqualTo(prfOutput);
        say(clinician, "Yes, and I have read all of it.");
        assertThat(guest.getByTestId("transcript")).containsText("Yes, and I have read all of it.");
        assertThat(clinician.getByTestId("error")).hasCount(0);
    }

    /** With the visit the key ends, wrapped as it was. */
    void end() {
        clinician.getByTestId("end").click();
        clinician.waitForURL("**/v/*/");
        clinician.navigate(clinician.url().replaceAll("[?#].*", "") + "sealed");
        assertThat(clinician.getByTestId("ready")).isVisible();
        assertThat(clinician.getByTestId("go-on")).hasCount(0);
    }

    Page talkOnTwoDevices() {
        clinician.getByTestId("begin-shared").click();
        say(clinician, CLINICIAN_SAYS);
        clinician.getByTestId("make-invite").click();
        assertThat(clinician.getByTestId("invite-link")).isVisible();
        String link = clinician.getByTestId("invite-link").inputValue();
        secret = link.substring(link.indexOf("#secret=") + "#secret=".length());
        Page guest = phone.newPage();
        guest.navigate(link);
        assertThat(guest.getByTestId("ready")).isVisible();
        assertThat(guest.url()).isEqualTo(chartside.appUrl() + "/join");
        guest.getByTestId("join").click();
        assertThat(guest.getByTestId("transcript")).containsText(CLINICIAN_SAYS);
        assertThat(guest.getByTestId("fingerprint"))
                .hasText(clinician.getByTestId("fingerprint").textContent());
        say(guest, PATIENT_SAYS);
        assertThat(clinician.getByTestId("transcript")).containsText(PATIENT_SAYS);
        assertThat(clinician.getByTestId("invite-link")).isHidden();

        Page late = phone.newPage();
        late.navigate(link);
        late.getByTestId("join").click();
        assertThat(late.getByTestId("error")).containsText("was used");
        late.close();
        return guest;
    }

    Page clinician() {
        return clinician;
    }

    /** In the clinician's browser; the note is changed by hand, and goes with the utterances that it rests on. */
    void draftAndRelease() {
        say(clinician, "Patient: I take ibuprofen 400 mg twice a day.");
        say(
                clinician,
                "Doctor: So for your first problem, your cough, I am going to start you on azithromycin 250 mg by mouth once a day.");
        clinician.getByTestId("draft").click();
        assertThat(clinician.getByTestId("sealed-statement").first()).isVisible();
        clinician.getByTestId("sealed-statement").last().fill("Edited before the release.");
        clinician.getByTestId("release").click();
        assertThat(clinician.getByTestId("leaving-words")).containsText("cough");
        assertThat(clinician.getByTestId("leaving-words")).not().containsText(NOT_RELEASED);
        assertThat(clinician.getByTestId("leaving")).not().containsText("order");
        clinician.getByTestId("part-orders").check();
        clinician.getByTestId("part-level").check();
        assertThat(clinician.getByTestId("leaving")).containsText("not approved yet");
        assertThat(clinician.getByTestId("leaving")).containsText("The level of the visit");
        assertNothingOfItInRequests();
        clinician.getByTestId("sure").check();
        clinician.getByTestId("confirm-release").click();
        clinician.waitForURL("**/v/*/");
        assertThat(clinician.getByTestId("ready")).isVisible();
    }

    static void say(Page page, String words) {
        page.getByTestId("words").fill(words);
        page.getByTestId("say").click();
        assertThat(page.getByTestId("transcript")).containsText(words.replaceFirst("^(Patient|Doctor): ", ""));
    }

    /** Words and key, in whatever form they would stand there. */
    private Map<String, byte[]> hunted() {
        byte[] key = Base64.getUrlDecoder().decode(secret);
        Map<String, byte[]> hunted = new LinkedHashMap<>();
        hunted.put("the key's bytes", key);
        if (!prfOutput.isEmpty()) {
            hunted.put("the passkey's output", HexFormat.of().parseHex(prfOutput));
            hunted.put("the passkey's output in hexadecimal", prfOutput.getBytes(StandardCharsets.UTF_8));
        }
        for (String text : List.of(
                secret,
                HexFormat.of().formatHex(key),
                Base64.getEncoder().encodeToString(key),
                "canarybird",
                "quetzalfeather")) {
            hunted.put(text, text.getBytes(StandardCharsets.UTF_8));
            hunted.put(text + " in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
        }
        return hunted;
    }

    void assertNothingOfItInRequests() {
        byte[] sent = proxy.sent();
        assertThat(find(sent, "POST http://localhost".getBytes(StandardCharsets.US_ASCII)))
                .isNotNegative();
        assertThat(find(sent, "secret=".getBytes(StandardCharsets.US_ASCII))).isNegative();
        hunted().forEach((what, bytes) -> assertThat(find(sent, bytes)).as(what).isNegative());
    }

    /** Data folder of the servers: the database with its write-ahead log, keys, logs. */
    void assertNothingOfItStored() throws IOException {
        assertNowhere(chartside.data(), hunted());
    }

    void assertNothingOfItInHeaps() throws IOException, InterruptedException {
        Path dumps = Files.createDirectories(folder.resolve("heaps"));
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<ProcessHandle> servers = chartside.servers();
        assertThat(servers).hasSizeGreaterThanOrEqualTo(2);
        for (ProcessHandle server : servers) {
            Process dump = new ProcessBuilder(
                            jcmd,
                            Long.toString(server.pid()),
                            "GC.heap_dump",
                            "-all",
                            dumps.resolve(server.pid() + ".hprof").toString())
                    .redirectErrorStream(true)
                    .start();
            dump.getInputStream().readAllBytes();
            assertThat(dump.waitFor()).isZero();
            assertNowhere(dumps, hunted());
            Files.delete(dumps.resolve(server.pid() + ".hprof"));
        }
    }

    /**
     * Closed, they have written down what they keep. The second one keeps the address that it was opened with, as browsers do
     * (docs/sealed-visits.md), and nothing else.
     */
    void assertNothingOfItInTheBrowsers() throws IOException {
        clinic.close();
        phone.close();
        assertNowhere(folder.resolve("clinic"), hunted());
        Map<String, byte[]> besidesTheLink = hunted();
        besidesTheLink.keySet().removeIf(what -> what.startsWith(secret));
        assertNowhere(folder.resolve("phone"), besidesTheLink);
    }

    private static void assertNowhere(Path root, Map<String, byte[]> hunted) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    assertNotIn(file, hunted);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    /** Piece by piece, each with the end of the one before: a heap has hundreds of megabytes. */
    private static void assertNotIn(Path file, Map<String, byte[]> hunted) {
        byte[] piece = new byte[PIECE];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.readNBytes(piece, kept, PIECE - kept);
                    read > 0;
                    read = in.readNBytes(piece, kept, PIECE - kept)) {
                byte[] filled = kept + read == PIECE ? piece : Arrays.copyOf(piece, kept + read);
                hunted.forEach((what, sought) -> assertThat(find(filled, sought))
                        .as(what + " in " + file)
                        .isNegative());
                kept = Math.min(OVERLAP, filled.length);
                System.arraycopy(filled, filled.length - kept, piece, 0, kept);
            }
        } catch (NoSuchFileException gone) {
            // A database or a browser at work removes files.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the last byte and the skip that it allows (Horspool). */
    private static int find(byte[] in, byte[] sought) {
        int[] skips = new int[256];
        Arrays.fill(skips, sought.length);
        for (int i = 0; i < sought.length - 1; i++) {
            skips[sought[i] & 0xff] = sought.length - 1 - i;
        }
        int last = sought.length - 1;
        for (int at = 0; at + last < in.length; at += skips[in[at + last] & 0xff]) {
            int i = last;
            while (i >= 0 && in[at + i] == sought[i]) {
                i--;
            }
            if (i < 0) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        clinic.close();
        phone.close();
        proxy.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
