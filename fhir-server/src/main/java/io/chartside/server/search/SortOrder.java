package io.chartside.server.search;

import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.TextForm;
import io.chartside.server.store.RowSeal;
import java.util.Comparator;
import java.util.List;

/** {@code _sort} (R4, 3.1.1.5.1): by an index where there is one, else by the values of what was found. */
final class SortOrder {
    private final SearchParameters parameters;

    SortOrder(SearchParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * @param order in which candidates are read
     * @param keys to sort all matches by; empty when the reading order is the answer's
     */
    record Sorting(CandidateSql.Order order, boolean descending, List<SearchQuery.SortKey> keys) {}

    /** Without {@code _sort}: newest first by clinical time. */
    Sorting of(SearchQuery query) {
        if (query.sort().isEmpty()) {
            return new Sorting(CandidateSql.Order.CLINICAL, true, List.of());
        }
        SearchQuery.SortKey first = query.sort().get(0);
        List<String> clinical = parameters.clinicalTimes(query.type());
        if (query.sort().size() == 1) {
            if (first.parameter().equals("_lastUpdated")) {
                return new Sorting(CandidateSql.Order.UPDATED, first.descending(), List.of());
            }
            if (first.parameter().equals("_id")) {
                return new Sorting(CandidateSql.Order.ID, first.descending(), List.of());
            }
            if (!clinical.isEmpty() && clinical.get(0).equals(first.parameter())) {
                return new Sorting(CandidateSql.Order.CLINICAL, first.descending(), List.of());
            }
        }
        return new Sorting(CandidateSql.Order.CLINICAL, true, query.sort());
    }

    /** By each key in turn, then by age; what has no value comes last. */
    Comparator<RowSeal.Opened> comparator(String type, List<SearchQuery.SortKey> keys) {
        Comparator<RowSeal.Opened> comparator = Comparator.comparing(opened -> 0);
        List<String> clinical = parameters.clinicalTimes(type);
        for (SearchQuery.SortKey key : keys) {
            Comparator<RowSeal.Opened> next;
            if (key.parameter().equals("_id")) {
                next = Comparator.comparing(opened -> opened.resource().id());
            } else if (key.parameter().equals("_lastUpdated")) {
                next = Comparator.comparing(opened -> opened.resource().lastUpdated());
            } else if (!clinical.isEmpty() && clinical.get(0).equals(key.parameter())) {
                next = Comparator.comparing(opened -> opened.row().sortAt());
            } else {
                comparator = comparator.thenComparing((a, b) -> compare(key, a.values(), b.values()));
                continue;
            }
            comparator = comparator.thenComparing(key.descending() ? next.reversed() : next);
        }
        return comparator.thenComparing(opened -> opened.row().rid());
    }

    private static int compare(SearchQuery.SortKey key, IndexedResource a, IndexedResource b) {
        List<IndexedValue> left = a.values(key.parameter());
        List<IndexedValue> right = b.values(key.parameter());
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        Comparator<IndexedValue> order = SortOrder::compare;
        IndexedValue l = key.descending()
                ? left.stream().max(order).get()
                : left.stream().min(order).get();
        IndexedValue r = key.descending()
                ? right.stream().max(order).get()
                : right.stream().min(order).get();
        return key.descending() ? compare(r, l) : compare(l, r);
    }

    /** Values of one parameter are of one kind. */
    private static int compare(IndexedValue a, IndexedValue b) {
        if (a instanceof IndexedValue.Range left && b instanceof IndexedValue.Range right) {
            return Long.compare(left.low(), right.low());
        }
        if (a instanceof IndexedValue.Quantity left && b instanceof IndexedValue.Quantity right) {
            return left.low().compareTo(right.low());
        }
        return text(a).compareTo(text(b));
    }

    private static String text(IndexedValue value) {
        if (value instanceof IndexedValue.Text text) {
            return TextForm.of(text.value());
        } else if (value instanceof IndexedValue.Token token) {
            return token.code().isEmpty() ? TextForm.of(token.display()) : token.code();
        } else if (value instanceof IndexedValue.Link link) {
            return link.type() + "/" + link.id();
        } else if (value instanceof IndexedValue.Address address) {
            return address.uri();
        }
        return "";
    }
}
