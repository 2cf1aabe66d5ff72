package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.visit.EncounterLine;
import io.chartside.app.visit.VisitPage;
import io.chartside.scribe.draft.NoteType;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitTemplateTest {
    private final VisitTemplate template = new VisitTemplate();

    @Test
    void undrafted_offersToDraft_fromTheTranscriptThatIsThere() {
        String page = template.page(SampleVisit.undrafted("/assets/x"));
        assertThat(testIds(page)).contains("patient", "encounter", "user", "ready", "transcript", "note", "draft");
        assertThat(testIds(page)).doesNotContain("sign", "code", "delivery", "error");
    }

    @Test
    void drafted_showsLabelStatementsCodesOrdersAndWhatSigningCovers() {
        String page = template.page(SampleVisit.drafted("/assets/x"));
        assertThat(testIds(page))
                .contains(
                        "note",
                        "statement",
                        "code",
                        "code-accept",
                        "code-reject",
                        "order",
                        "charge",
                        "sign",
                        "flags",
                        "em",
                        "exclusion",
                        "summary");
        assertThat(page).contains("Draft by AI – review before signing");
        assertThat(page).contains("data-evidence=\"2:4-14 3:0-14\"");
        assertThat(page).contains("not in the transcript");
        assertThat(page).contains("Not said: <strong>dose, route</strong>");
        assertThat(page).contains("Sign as Ada Moreno, MD");
        assertThat(testIds(page)).doesNotContain("delivery");
    }

    @Test
    void drafted_showsWhatTheVisitChangesOfTheChart_andOffersRedoAndDocuments() {
        String page = template.page(SampleVisit.drafted("/assets/x"));
        assertThat(testIds(page)).contains("changes", "change", "unchanged", "redo", "instructions-link", "speakers");
        assertThat(page).contains("Lisinopril 20 mg once a day", "losartan 50 mg once a day");
    }

    @Test
    void undrafted_offersEveryKindOfNoteThatTheRecordDrafts() {
        String page = template.page(SampleVisit.undrafted("/assets/x"));
        for (NoteType type : NoteType.values()) {
            assertThat(page).contains("name=\"type\" form=\"draft-form\" value=\"" + type.word() + "\"");
        }
    }

    @Test
    void visitThatTheEhrHasClosed_saysSo_besideTheSignature() {
        VisitPage open = SampleVisit.drafted("/assets/x");
        VisitPage closed = new VisitPage(
                open.csrf(),
                open.assets(),
                open.patient(),
                new EncounterLine("Office visit", "Nov 22, 2026", "", "closed"),
                open.user(),
                open.transcript(),
                open.draft(),
                open.delivery());
        assertThat(hidden(template.page(closed), "ended", "sign-ended")).isEmpty();
        assertThat(hidden(template.page(open), "ended", "sign-ended")).containsExactly("ended", "sign-ended");
    }

    private static List<String> hidden(String page, String... testIds) {
        return Stream.of(testIds)
                .filter(id -> Pattern.compile("<[^>]*data-testid=\"" + id
                                + "\"[^>]*hidden|<[^>]*hidden[^>]*data-testid=\"" + id + "\"")
                        .matcher(page)
                        .find())
                .toList();
    }

    /** MA16: until the note is signed. */
    @Test
    void whatWasSaid_canBePutOffTheRecord_untilTheNoteIsSigned() {
        String drafted = template.page(SampleVisit.drafted("/assets/x"));
        assertThat(testIds(drafted)).contains("withhold", "withhold-submit");
        assertThat(drafted).contains("<option value=\"u4\">Clinician: And the sugars?</option>");
        assertThat(testIds(template.page(SampleVisit.signed("/assets/x")))).doesNotContain("withhold");
    }

    @Test
    void signed_cannotBeChanged_andShowsEachDelivery() {
        String page = template.page(SampleVisit.signed("/assets/x"));
        assertThat(testIds(page))
                .contains("delivery", "signed", "retry", "confirm", "absent")
                .doesNotContain("sign", "draft", "code-reject");
        assertThat(page).doesNotContain("contenteditable").contains("a route is required at this site");
    }

    /** MT7: what is accepted of a controlled substance is not shown as signed. */
    @Test
    void controlledSubstance_saysThatItStaysADraft() {
        for (String page : List.of(
                template.page(SampleVisit.drafted("/assets/x")), template.page(SampleVisit.signed("/assets/x")))) {
            assertThat(page).containsOnlyOnce("Controlled substance, schedule IV: it stays a draft");
            assertThat(page).contains("EPCS");
        }
        String signed = template.page(SampleVisit.signed("/assets/x"));
        String card = signed.substring(signed.indexOf("MedicationRequest/3"), signed.indexOf("ServiceRequest/1"));
        assertThat(card).doesNotContain("Signed");
    }

    @Test
    void reviewPart_isOneElementThatCarriesTheVersion() {
        String part = template.part("review", SampleVisit.drafted("/assets/x"));
        assertThat(part)
                .startsWith("<div id=\"review\" data-version=\"3\" data-print=\"")
                .endsWith("</div>");
    }

    @Test
    void page_hasNoInlineScriptOrStyle_andNoOtherOrigin() {
        for (String page : List.of(
                template.page(SampleVisit.drafted("/assets/x")), template.page(SampleVisit.signed("/assets/x")))) {
            assertThat(page).doesNotContainPattern("(?i)<script(?![^>]* src=)").doesNotContainPattern("(?i)<style");
            assertThat(page).doesNotContainPattern("(?i)\\s(on[a-z]+|style)=");
            assertThat(page.replace("http://www.w3.org", "")).doesNotContain("http:", "https:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "\" onmouseover=\"alert(1)",
                "'><svg/onload=alert(1)>",
                "${T(java.lang.Runtime).getRuntime()}",
                "[[${page.csrf}]]",
                "__${page.csrf}__",
                "</textarea><script src=//evil.example/x></script>",
                "javascript:alert(1)"
            })
    void hostileWords_arePrintedAsWords(String words) {
        String page = template.page(SampleVisit.hostile("/assets/x", words));
        String escaped = words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
        assertThat(page).contains("<span class=\"said\">" + escaped + "</span>").contains(">" + escaped + "</span>");
        assertThat(page).doesNotContain("<img", "<svg/onload", "evil.example/x></script>", " onmouseover=\"alert");
        assertThat(Pattern.compile("<script").matcher(page).results().count()).isEqualTo(1);
    }

    private static List<String> testIds(String page) {
        return Pattern.compile("data-testid=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
