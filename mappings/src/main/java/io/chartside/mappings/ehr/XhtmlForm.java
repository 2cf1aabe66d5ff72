package io.chartside.mappings.ehr;

import io.chartside.mappings.ehr.NoteContent.Paragraph;
import io.chartside.mappings.ehr.NoteContent.Part;
import java.util.stream.Collectors;

/**
 * The note as XHTML 1.0 that EHRs turn into their own text: headings, paragraphs, lists and {@code <br />}, without style,
 * script or anything to be fetched (Oracle Health makes RTF of it).
 */
final class XhtmlForm {
    private XhtmlForm() {}

    static String of(NoteContent note) {
        return of(note, "");
    }

    /** @param style CSS for a form of our own */
    static String of(NoteContent note, String style) {
        String title = escaped(note.title().replaceAll("\\R", " "));
        StringBuilder page = new StringBuilder(4096)
                .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">\n<head><title>")
                .append(title)
                .append("</title>")
                .append(
                        style.isEmpty()
                                ? ""
                                : "<meta name=\"description\" content=\"" + title + "\" /><style>" + style + "</style>")
                .append("</head>\n<body>\n<h1>")
                .append(title)
                .append("</h1>\n");
        if (!note.about().isEmpty()) {
            page.append("<p>")
                    .append(note.about().stream().map(XhtmlForm::escaped).collect(Collectors.joining("<br />")))
                    .append("</p>\n");
        }
        note.parts().forEach(part -> write(part, page));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void write(Part part, StringBuilder page) {
        if (!part.heading().isEmpty()) {
            page.append("<h2>").append(escaped(part.heading())).append("</h2>\n");
        }
        part.paragraphs().forEach(paragraph -> write(paragraph, page));
    }

    private static void write(Paragraph paragraph, StringBuilder page) {
        String label = escaped(paragraph.label());
        if (!paragraph.bullets()) {
            page.append("<p>")
                    .append(label.isEmpty() ? "" : label + ": ")
                    .append(paragraph.statements().stream()
                            .map(XhtmlForm::escaped)
                            .collect(Collectors.joining(" ")))
                    .append("</p>\n");
            return;
        }
        if (!label.isEmpty()) {
            page.append("<p>").append(label).append("</p>\n");
        }
        page.append("<ul>\n");
        paragraph
                .statements()
                .forEach(statement ->
                        page.append("<li>").append(escaped(statement)).append("</li>\n"));
        page.append("</ul>\n");
    }

    /** XML 1.0 §2.2 and §2.4: what it cannot hold becomes U+FFFD, a break becomes {@code <br />}. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\n' -> safe.append("<br />");
                case '\r' -> {}
                default -> safe.appendCodePoint(isXml(character) ? character : 0xFFFD);
            }
        });
        return safe.toString();
    }

    private static boolean isXml(int character) {
        return character == '\t'
                || character >= 0x20 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }
}
