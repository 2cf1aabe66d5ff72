package io.chartside.scribe.web;

import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.List;

/** A statement with its place in a section: the number of its paragraph, and what that paragraph says of all of its own. */
record Placed(Statement statement, int paragraph, String label, boolean bullet) {

    static List<Placed> in(Section section) {
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < section.paragraphs().size(); i++) {
            Section.Paragraph paragraph = section.paragraphs().get(i);
            for (Statement statement : paragraph.statements()) {
                placed.add(new Placed(statement, i, paragraph.label(), paragraph.bullets()));
            }
        }
        return placed;
    }
}
