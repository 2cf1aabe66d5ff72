package io.chartside.server.search;

import io.chartside.server.index.DateRange;
import io.chartside.server.index.IndexedValue;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.TextForm;
import io.chartside.server.store.RowSeal;
import io.chartside.server.tenancy.TenantId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code _sort} (R4, 3.1.1.5.1): by an index where there is one, else by the values of what was found. */
final class SortOrder {
    private final SearchParameters parameters;
    private final OwnParameters own;

    SortOrder(SearchParameters parameters, OwnParameters own) {
        this.parameters = parameters;
        this.own = own;
    }

    /**
     * @param order in which candidates are read
     * @param keys to sort all matches by; empty when the reading order is the answer's
     */
    record Sorting(CandidateSql.Order order, boolean descending, List<SearchQuery.SortKey> keys) {}

    /**
     * Where a resource stands: a value for each key, null where it has none, and its age.
     *
     * @param values Long, BigDecimal or String
     */
    record Standing(List<Comparable<?>> values, long rid) {

        /** A letter for the kind of each value, as the sealed cursor carries it. */
        String encoded() {
            StringBuilder text = new StringBuilder();
            for (Comparable<?> value : values) {
                text.append('\u0001')
                        .append(
                                value == null
                                        ? 'N'
                                        : value instanceof Long ? 'L' : value instanceof BigDecimal ? 'D' : 'S')
                        .append(value == null ? "" : value.toString().replace('\u0001', ' '));
            }
            return text.toString();
        }

        static Standing decode(String encoded, long rid) {
            List<Comparable<?>> values = new ArrayList<>();
            for (String part : encoded.substring(1).split("\u0001", -1)) {
                String rest = part.substring(1);
                values.add(
                        switch (part.charAt(0)) {
                            case 'L' -> Long.valueOf(rest);
                            case 'D' -> new BigDecimal(rest);
                            case 'S' -> rest;
                            default -> null;
                        });
            }
            return new Standing(values, rid);
        }
    }

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

    /** Composites and positions have no order. */
    static boolean isSortable(SearchParameter.Kind kind) {
        return kind != SearchParameter.Kind.COMPOSITE && kind != SearchParameter.Kind.SPECIAL;
    }

    Standing standing(TenantId tenant, String type, List<SearchQuery.SortKey> keys, RowSeal.Opened opened) {
        List<Comparable<?>> values = new ArrayList<>();
        List<String> clinical = parameters.clinicalTimes(type);
        for (SearchQuery.SortKey key : keys) {
            if (key.parameter().equals("_id")) {
                values.add(opened.resource().id());
            } else if (key.parameter().equals("_lastUpdated")) {
                values.add(opened.resource().lastUpdated().toEpochMilli());
            } else if (!clinical.isEmpty() && clinical.get(0).equals(key.parameter())) {
                long at = opened.row().sortAt();
                values.add(at == DateRange.NONE ? null : at);
            } else {
                List<IndexedValue> all = key.own() == null
                        ? opened.values().values(key.parameter())
                        : own.values(tenant, key.own(), opened.resource().json());
                values.add(value(key, all).orElse(null));
            }
        }
        return new Standing(values, opened.row().rid());
    }

    /** By each key in turn, then by age; what has no value comes last. */
    static Comparator<Standing> comparator(List<SearchQuery.SortKey> keys) {
        Comparator<Standing> comparator = (a, b) -> 0;
        for (int i = 0; i < keys.size(); i++) {
            int at = i;
            boolean descending = keys.get(i).descending();
            comparator = comparator.thenComparing(
                    (a, b) -> compare(a.values().get(at), b.values().get(at), descending));
        }
        return comparator.thenComparing(Standing::rid);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Values of one parameter are of one kind.
    private static int compare(Comparable left, Comparable right, boolean descending) {
        if (left == null || right == null) {
            return Boolean.compare(left == null, right == null);
        }
        return descending ? right.compareTo(left) : left.compareTo(right);
    }

    /** Of several values the least, or descending the greatest. */
    private static Optional<Comparable<?>> value(SearchQuery.SortKey key, List<IndexedValue> all) {
        Comparable<?> best = null;
        for (IndexedValue indexed : all) {
            Comparable<?> value = comparable(indexed);
            if (value != null && (best == null || compare(value, best, key.descending()) < 0)) {
                best = value;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Comparable<?> comparable(IndexedValue value) {
        if (value instanceof IndexedValue.Range range) {
            return range.low();
        } else if (value instanceof IndexedValue.Quantity quantity) {
            BigDecimal number = quantity.low() == null ? quantity.high() : quantity.low();
            Optional<Units.Canonical> unit = Units.SYSTEM.equals(quantity.system()) && quantity.code() != null
                    ? Units.canonical(quantity.code())
                    : Optional.empty();
            return unit.isPresent() && number != null ? unit.get().of(number) : number;
        } else if (value instanceof IndexedValue.Text text) {
            return TextForm.of(text.value());
        } else if (value instanceof IndexedValue.Token token) {
            return token.code().isEmpty() ? TextForm.of(token.display()) : token.code();
        } else if (value instanceof IndexedValue.Link link) {
            return link.type() + "/" + link.id();
        } else if (value instanceof IndexedValue.Address address) {
            return address.uri();
        }
        return null;
    }
}
