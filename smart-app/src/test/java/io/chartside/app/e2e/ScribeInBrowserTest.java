package io.chartside.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.web.Assets;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.web.VisitDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The scribe that the plugin serves, in a real browser and under the page's own content security policy. */
class ScribeInBrowserTest extends PluginTest {
    private static final VisitDraft JVM = VisitDraft.create(EmbeddedScribe.ruleFiles());
    private static final NoteType[] TYPES = NoteType.values();

    private static final List<String> REQUESTS = new ArrayList<>();
    private static Chromium chromium;
    private static BrowserContext context;
    private static Page page;

    @Autowired
    private Assets assets;

    @BeforeAll
    static void start() throws IOException {
        chromium = new Chromium();
        context = chromium.profile(ColorScheme.LIGHT, false);
        page = context.newPage();
    }

    @AfterAll
    static void stop() {
        context.close();
        chromium.close();
    }

    /** Once for all tests, and again after one that closed it. */
    @BeforeEach
    void load() {
        String origin = "http://localhost:" + port + "/";
        if (!page.url().equals(origin)) {
            page.navigate(origin);
            page.onRequest(request -> REQUESTS.add(request.url()));
        }
        page.evaluate("""
                async (path) => {
                  const { load } = await import(path + '/scribe/engine.js');
                  globalThis.load = load;
                  globalThis.scribe ??= await load();
                }""", assets.path());
        REQUESTS.clear();
    }

    @Test
    void demoVisits_andRandomOnes_giveTheSameDraftAsOnTheServer() throws IOException {
        Random random = new Random(48);
        Map<String, String> visits = new TreeMap<>(demoVisits());
        List<String> lines = visits.values().stream().flatMap(String::lines).toList();
        for (int i = 0; i < 12; i++) {
            visits.put("random " + i, random(random, lines));
        }
        visits.forEach((name, transcript) -> {
            String type = name.startsWith("random") ? TYPES[random.nextInt(TYPES.length)].word() : "soap";
            String date = random.nextBoolean() ? "2025-03-04" : "";
            assertThat(drafted(Map.of("transcript", transcript, "type", type, "date", date)))
                    .as(name + " " + type)
                    .isEqualTo(JVM.draft(transcript, type, date));
        });
        assertThat(REQUESTS).as("no word of a visit leaves the browser").isEmpty();
    }

    @Test
    void utterances_keepTheirIds_andWhatIsOffTheRecordIsGone() {
        String[] ids = {"a-7", "b-2", "b-3", "a-9"};
        String[] speakers = {"clinician", "patient", "clinician", "somebody"};
        String[] texts = {
            "What brings you in today?",
            "I've had a cough and a fever for three days — 39 °C “at night”.",
            "Off the record, I had the same last week. Back on the record. I think you have pneumonia.",
            "Okay."
        };
        List<Map<String, String>> utterances = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            utterances.add(Map.of("id", ids[i], "speaker", speakers[i], "text", texts[i]));
        }
        String draft = drafted(Map.of("transcript", utterances, "type", "progress"));
        assertThat(draft).isEqualTo(JVM.draft(ids, speakers, texts, "progress", ""));
        assertThat(draft).contains("\"utterance\":\"b-2\"", "[off the record]").doesNotContain("same last week");
    }

    @Test
    void whatCannotBeDrafted_isRefusedByCode_andTheEngineGoesOn() {
        assertThat(refusal("{}", " ")).isEqualTo("transcript");
        assertThat(refusal("{type: 'sonnet'}", "Doctor: how is the knee?")).isEqualTo("type");
        assertThat(refusal("{date: 'yesterday'}", "Doctor: how is the knee?")).isEqualTo("date");
        assertThat(refusal("{}", "Doctor: off the record, nothing of this counts."))
                .isEqualTo("off-the-record");
        assertThat(page.evaluate("async () => (await scribe.draft('Doctor: Hello. Nice weather today.')).refusal"))
                .asString()
                .isNotBlank();
        page.evaluate("() => scribe.close()");
        assertThat(refusal("{}", "Doctor: how is the knee?")).isEqualTo("closed");
        page.evaluate("() => { globalThis.scribe = undefined; }");
        assertThat(page.evaluate("() => load('/assets/000000000000/scribe').catch((why) => why.code)"))
                .isEqualTo("load");
    }

    private String drafted(Map<String, Object> visit) {
        return (String)
                page.evaluate("async (visit) => JSON.stringify(await scribe.draft(visit.transcript, visit))", visit);
    }

    private Object refusal(String options, String transcript) {
        return page.evaluate(
                "(transcript) => scribe.draft(transcript, " + options + ").then(() => 'drafted', (why) => why.code)",
                transcript);
    }

    private static Map<String, String> demoVisits() throws IOException {
        Map<String, String> visits = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("../config/demo/visits"))) {
            for (Path file : files.toList()) {
                visits.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(visits).hasSize(6);
        return visits;
    }

    /** Lines of the demo visits in a random order, some cut, some in other letters. */
    private static String random(Random random, List<String> lines) {
        StringBuilder visit = new StringBuilder();
        int count = 5 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            String line = lines.get(random.nextInt(lines.size()));
            visit.append(
                    switch (random.nextInt(8)) {
                        case 0 -> line.substring(0, line.length() * 2 / 3);
                        case 1 -> line.toUpperCase();
                        case 2 -> line.substring(line.indexOf(' ') + 1);
                        case 3 -> line + " — “37.2 °C” \uD83D\uDE00 И";
                        default -> line;
                    });
            visit.append(random.nextInt(9) == 0 ? "\r\n" : "\n");
        }
        return visit.toString();
    }
}
