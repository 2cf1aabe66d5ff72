package io.chartside.app.review;

import java.util.List;

/**
 * The level of medical decision making with its three columns; empty {@code columns} when there is none.
 *
 * @param reference FHIR reference of the charge to accept or reject
 * @param code number of the service, or empty
 * @param text the level of service in words
 */
public record EmTable(
        String reference,
        String code,
        String text,
        String level,
        List<Column> columns,
        List<String> missingForNext,
        String decision,
        String rejectReason) {
    public static final EmTable NONE = new EmTable("", "", "", "", List.of(), List.of(), "pending", "");

    public EmTable {
        columns = List.copyOf(columns);
        missingForNext = List.copyOf(missingForNext);
    }

    public boolean present() {
        return !columns.isEmpty();
    }

    /** One column with the elements that were counted. */
    public record Column(String name, String level, List<Element> elements) {
        public Column {
            elements = List.copyOf(elements);
        }
    }

    /** One counted element. */
    public record Element(String text, List<Quote> quotes) {
        public Element {
            quotes = List.copyOf(quotes);
        }
    }
}
