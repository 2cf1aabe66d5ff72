package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.launch.Problem;
import io.chartside.app.review.Words;
import io.chartside.app.visit.VisitPage;
import io.chartside.app.words.Texts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * Every page in a language in which each message has brackets: what can be read without them is a patient's or the test's own,
 * or a text that nobody can translate.
 */
class PseudoPagesTest extends PageTest {
    private static final VisitTemplate PSEUDO = new VisitTemplate(PseudoLanguage.messages(), PseudoLanguage.LOCALE);
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    /** The product's name, and what stands on keys. */
    private static final List<String> NO_WORDS = List.of("Chartside", "Shift", "Alt", "Tab", "Enter", "Esc");

    /** All text and every attribute that is read out, in the order of the page, each piece on a line of its own. */
    private static final String READ = """
            () => {
              for (const folded of document.querySelectorAll("details")) folded.open = true;
              const pieces = [];
              const walk = (node) => {
                if (node.nodeType === Node.TEXT_NODE) pieces.push(node.data);
                if (node.nodeType !== Node.ELEMENT_NODE || node.matches("script, style, link, svg path, rect")) return;
                for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) pieces.push(node.getAttribute(name));
                node.childNodes.forEach(walk);
              };
              pieces.push(document.title);
              walk(document.body);
              return pieces.map((piece) => piece.replace(/\\s+/g, " ")).join("\\n");
            }""";

    @BeforeAll
    static void install() throws Exception {
        PseudoLanguage.install();
        LocaleContextHolder.setLocale(PseudoLanguage.LOCALE);
    }

    @AfterAll
    static void reset() {
        LocaleContextHolder.resetLocaleContext();
    }

    @Test
    void everyPage_saysNothingThatIsInNoBundle() {
        Map<String, String> states = new LinkedHashMap<>();
        List<Object> data = new ArrayList<>();
        for (VisitPage page : List.of(
                SampleVisit.withoutTranscript("/assets"),
                SampleVisit.undrafted("/assets"),
                SampleVisit.drafted("/assets"),
                SampleVisit.signed("/assets"))) {
            states.put("visit " + states.size(), PSEUDO.page(page));
            data.add(page);
        }
        states.put("added to", PSEUDO.page(SampleVisit.signed("/assets"), SampleVisit.addenda()));
        states.put(
                "withdrawn",
                PSEUDO.withdrawn(SampleVisit.signed("/assets"), "Withdrawn by Ada Moreno, MD. Wrong chart."));
        data.add(List.of("Withdrawn by Ada Moreno, MD. Wrong chart."));
        data.addAll(SampleVisit.addenda());
        data.add("Dr. Moreno");
        states.putAll(OtherPages.of(PSEUDO, data));
        KnownData known = new KnownData(data);
        for (Map.Entry<String, String> state : states.entrySet()) {
            StagedVisit visit = new StagedVisit(browser, state.getValue())
                    .on("GET /assets/lang/en-XA.json", request -> StagedVisit.text("json", PseudoLanguage.words()));
            Page page = visit.page();
            page.navigate(StagedVisit.ORIGIN + "/v/x/");
            page.waitForLoadState();
            assertThat(page.getAttribute("html", "lang")).isEqualTo("en-XA");
            assertThat(unbracketed((String) page.evaluate(READ), known))
                    .as(state.getKey())
                    .isEmpty();
            page.close();
        }
    }

    /** What a refusal or the ledger tells is put together in Java; no page of a test has all of it. */
    @Test
    void everyProblem_andALineOfTheLedger_isOfTheBundle() {
        List<String> told = new ArrayList<>();
        for (Problem problem : Problem.values()) {
            told.add(problem.page(List.of()).title());
            told.add(String.join(" ", problem.page(List.of()).advice()));
        }
        told.add(Texts.shown(Texts.kept("ledger.waits")));
        told.add(Texts.shown(
                new FhirUnavailable(Texts.kept("detail.busy", "Test Hospital", 503), "busy", false, "", null)
                        .reason()));
        told.add(Words.moment(Instant.EPOCH, ZoneOffset.UTC));
        assertThat(Texts.logged(Texts.kept("detail.busy", "Test Hospital", 503)))
                .isEqualTo("Test Hospital is busy (HTTP 503).");
        assertThat(told).allMatch(text -> text.startsWith("⟦") && text.endsWith("⟧"));
    }

    @Test
    void whatStandsOutsideOfTheBrackets_isFound() {
        KnownData known = new KnownData(List.of(Map.of("name", "Ada Quill")));
        assertThat(unbracketed("⟦Signed by ⟦Dr⟧⟧ Ada Quill\n4 / 7\nForgotten here ⟦Close⟧", known))
                .containsExactly("Forgotten here");
    }

    private static List<String> unbracketed(String read, KnownData known) {
        StringBuilder outside = new StringBuilder();
        int depth = 0;
        for (char letter : read.toCharArray()) {
            depth += letter == '⟦' ? 1 : letter == '⟧' ? -1 : 0;
            if (depth == 0 && letter != '⟧') {
                outside.append(letter);
            }
        }
        assertThat(depth).as("brackets").isZero();
        String left = known.without(outside.toString());
        for (String name : NO_WORDS) {
            left = left.replace(name, "");
        }
        return left.lines()
                .map(String::strip)
                .filter(line -> WORD.matcher(line).find())
                .toList();
    }
}
