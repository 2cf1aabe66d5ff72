package io.chartside.app.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the page in its states into a folder, to look at while its design is worked on. */
final class VisitPagePreview {
    private VisitPagePreview() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        VisitTemplate template = new VisitTemplate();
        Files.writeString(folder.resolve("undrafted.html"), template.page(SampleVisit.undrafted("assets")));
        Files.writeString(folder.resolve("empty.html"), template.page(SampleVisit.withoutTranscript("assets")));
        Files.writeString(folder.resolve("drafted.html"), template.page(SampleVisit.drafted("assets")));
        Files.writeString(folder.resolve("signed.html"), template.page(SampleVisit.signed("assets")));
        Files.writeString(folder.resolve("review.html"), template.part("review", SampleVisit.drafted("assets")));
    }
}
