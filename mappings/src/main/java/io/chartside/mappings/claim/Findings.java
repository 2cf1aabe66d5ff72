package io.chartside.mappings.claim;

import java.util.ArrayList;
import java.util.List;

/** Collects what the edits find, in the words and with the source of their table. */
final class Findings {
    private final EditTables tables;
    private final List<ClaimFinding> found = new ArrayList<>();

    Findings(EditTables tables) {
        this.tables = tables;
    }

    EditTables tables() {
        return tables;
    }

    List<ClaimFinding> all() {
        return List.copyOf(found);
    }

    void add(String edit, String path) {
        add(edit, path, "", "");
    }

    /** @param detail after the table's words, such as the codes that are meant; may be empty */
    void add(String edit, String path, String detail) {
        add(edit, path, detail, "");
    }

    /** @param source of the row that found it; empty for the edit's own */
    void add(String edit, String path, String detail, String source) {
        EditTables.Edit of = tables.edit(edit);
        found.add(new ClaimFinding(
                edit,
                of.severity(),
                of.type(),
                of.adjustment(),
                source.isEmpty() ? of.source() : source,
                detail.isEmpty() ? of.message() : of.message() + ": " + detail,
                path));
    }
}
