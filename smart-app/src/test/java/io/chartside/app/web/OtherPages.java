package io.chartside.app.web;

import io.chartside.app.review.DocumentKind;
import io.chartside.app.review.DocumentPane;
import io.chartside.app.review.FlagLine;
import io.chartside.app.review.SectionBlock;
import io.chartside.app.visit.DayList;
import io.chartside.app.visit.OwnStyle;
import io.chartside.mappings.style.StylePreferences;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Every page besides the visit, with something invented on it. */
final class OtherPages {
    private OtherPages() {}

    static Map<String, String> of(VisitTemplate template) {
        Map<String, String> pages = new LinkedHashMap<>();
        DayList.Line line =
                new DayList.Line("Ada Quill", "Female, born Mar 4, 1961", "9:00 AM", "Cough", "draft", true);
        pages.put(
                "today",
                template.page(
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
                template.page(
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
                template.page(
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
                                                        "s1", "Take one tablet every day.", "", "", "")))))),
                                "7.2",
                                "en",
                                true)));
        pages.put("no letter yet", document(template, null));
        pages.put(
                "error page",
                template.page(
                        "error-page",
                        Map.of(
                                "error",
                                PageProblem.page(409, "draft-changed", "This draft was changed.", "Look at it."))));
        return pages;
    }

    private static String document(VisitTemplate template, DocumentPane pane) {
        Map<String, Object> model = new HashMap<>(Map.of(
                "assets",
                "/assets",
                "csrf",
                "c",
                "who",
                "Dr. Moreno",
                "patient",
                "Ada Quill",
                "blocked",
                "",
                "kind",
                pane == null ? DocumentKind.LETTER : DocumentKind.INSTRUCTIONS));
        model.put("document", pane);
        return template.page("document", model);
    }
}
