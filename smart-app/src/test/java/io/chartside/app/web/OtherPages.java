package io.chartside.app.web;

import io.chartside.app.ehr.VisitList;
import io.chartside.app.launch.ErrorPage;
import io.chartside.app.launch.Problem;
import io.chartside.app.review.DocumentKind;
import io.chartside.app.review.DocumentPane;
import io.chartside.app.review.FlagLine;
import io.chartside.app.review.SectionBlock;
import io.chartside.app.visit.DayList;
import io.chartside.app.visit.OwnStyle;
import io.chartside.app.visit.PatientBanner;
import io.chartside.mappings.style.StylePreferences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/** Every page besides the visit, with something invented on it. */
final class OtherPages {
    private static final PatientBanner QUILL = new PatientBanner(
            "Ada Quill", "Mar 4, 1961", "65 y", "Female", "MRN-0042", List.of("Penicillin (rash)"), "");

    private OtherPages() {}

    static Map<String, String> of(VisitTemplate template) {
        return of(template, new ArrayList<>());
    }

    /** @param models takes what each page is given */
    static Map<String, String> of(VisitTemplate shown, List<Object> models) {
        BiFunction<String, Map<String, Object>, String> template = (name, model) -> {
            models.add(model);
            return shown.page(name, model);
        };
        Map<String, String> pages = new LinkedHashMap<>();
        DayList.Line line =
                new DayList.Line("Ada Quill", "Female, born Mar 4, 1961", "9:00 AM", "Cough", "draft", true);
        pages.put(
                "today",
                template.apply(
                        "today",
                        Map.of(
                                "assets",
                                "/assets",
                                "who",
                                "Dr. Moreno",
                                "patient",
                                "Ada Quill",
                                "site",
                                "the EHR",
                                "day",
                                new DayList(List.of(line), List.of(line)))));
        pages.put(
                "statistics",
                shown.page(
                        "statistics",
                        Map.of(
                                "assets",
                                "/assets",
                                "who",
                                "Dr. Moreno",
                                "plots",
                                Plots.of(PlotsTest.work(new Random(1))))));
        pages.put(
                "style",
                template.apply(
                        "style",
                        Map.of(
                                "assets",
                                "/assets",
                                "csrf",
                                "c",
                                "who",
                                "Dr. Moreno",
                                "style",
                                new OwnStyle.Preferences(
                                        List.of(new StylePreferences.Line(
                                                "0-1", "\"as needed\" is written as \"PRN\"", true)),
                                        true))));
        pages.put(
                "instructions",
                document(
                        template,
                        new DocumentPane(
                                "d1",
                                "1",
                                "Your visit",
                                false,
                                "",
                                "",
                                List.of(new FlagLine(
                                        "missing-detail", "Missing detail", "The note is not signed yet.", List.of())),
                                List.of(new SectionBlock(
                                        "0",
                                        "What to do",
                                        List.of(new SectionBlock.ParagraphBlock(
                                                "0-0",
                                                "",
                                                true,
                                                List.of(new SectionBlock.StatementBlock(
                                                        "s1", "Take one tablet every day.", "", "")))))),
                                "7.2",
                                "en",
                                true)));
        pages.put("no letter yet", document(template, null));
        // Not among the models: every word of these comes from Java, and none is a patient's.
        for (ErrorPage page : List.of(
                Problem.STATE_USED.page(List.of()),
                PageProblem.withdrawalReason(500).page())) {
            models.add(page.correlationId());
            pages.put("error page " + page.code(), shown.page("error-page", Map.of("error", page)));
        }
        pages.put("error page with details", template.apply("error-page", Map.of("error", failed())));
        pages.put(
                "entry",
                template.apply(
                        "entry",
                        Map.of("choices", List.of(Map.of("address", "/launch?iss=a", "name", "Main Street Clinic")))));
        pages.put("entry without an EHR", template.apply("entry", Map.of("choices", List.of())));
        for (List<VisitList.Visit> visits : List.of(
                List.of(new VisitList.Visit("e1", "Nov 22, 2026, 9:00 AM: Office visit", true)),
                List.<VisitList.Visit>of())) {
            pages.put(
                    "choice of " + visits.size() + " visits",
                    template.apply(
                            "visits",
                            Map.of("csrf", "c", "site", "The EHR", "patient", "Ada Quill", "visits", visits)));
        }
        pages.put("recording link", template.apply("companion-link", Map.of("assets", "/assets")));
        pages.put(
                "recording device",
                template.apply(
                        "companion",
                        Map.of(
                                "assets", "/assets",
                                "csrf", "c",
                                "print", "p",
                                "patient", "Ada Quill",
                                "visit", "Office visit",
                                "user", "Dr. Moreno")));
        pages.put(
                "sealed",
                template.apply(
                        "sealed",
                        Map.of(
                                "assets", "/assets",
                                "csrf", "c",
                                "patient", QUILL,
                                "user", "Dr. Moreno",
                                "visit", "/v/x/",
                                "encounter", "e1",
                                "join", "http://localhost:4/join",
                                "tenant", "main",
                                "speech", "/speech/")));
        pages.put("sealed, joined", template.apply("join", Map.of("assets", "/assets")));
        return pages;
    }

    private static ErrorPage failed() {
        return new ErrorPage(
                502,
                "ehr-unreachable",
                "The EHR's sign-in service cannot be reached.",
                List.of("Wait a minute and open Chartside again from the chart."),
                List.of("connection refused"),
                "0199-1");
    }

    private static String document(BiFunction<String, Map<String, Object>, String> template, DocumentPane pane) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "assets",
                "/assets",
                "csrf",
                "c",
                "who",
                "Dr. Moreno",
                "patient",
                QUILL,
                "blocked",
                "",
                "kind",
                pane == null ? DocumentKind.LETTER : DocumentKind.INSTRUCTIONS));
        model.put("document", pane);
        return template.apply("document", model);
    }
}
