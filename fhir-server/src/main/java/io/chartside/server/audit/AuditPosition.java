package io.chartside.server.audit;

import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of AuditEvents begins. One stored row can be more events than fit in a page, so a page may end inside one:
 * then the next begins some events into that row, in the rows that the cursor leads to.
 *
 * @param row id of the row the page before ended in; empty when it ended with a row
 * @param cursor of the store; null at the beginning
 */
record AuditPosition(String row, int skip, String cursor) {
    private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9-]{0,64})\\.(\\d{1,6})\\.(.*)");

    /** @throws SearchRefused when the request's _cursor is none of ours */
    static AuditPosition parse(SearchRequest request) {
        String text = request.parameters().getOrDefault("_cursor", List.of("")).get(0);
        if (text.isEmpty()) {
            return new AuditPosition("", 0, null);
        }
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw SearchRefused.invalid("_cursor is not one of this server's");
        }
        String cursor = parts.group(3);
        return new AuditPosition(parts.group(1), Integer.parseInt(parts.group(2)), cursor.isEmpty() ? null : cursor);
    }

    @Override
    public String toString() {
        return row + "." + skip + "." + Objects.requireNonNullElse(cursor, "");
    }
}
