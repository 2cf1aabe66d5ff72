package io.chartside.server.search;

import io.chartside.server.index.SearchParameter;
import java.util.List;

/**
 * A search, understood.
 *
 * @param count matches in a page
 * @param countOnly {@code _summary=count} or {@code _count=0}
 * @param total whether {@code _total=accurate} was asked for
 */
record SearchQuery(
        String type,
        List<Criterion> criteria,
        List<SortKey> sort,
        int count,
        boolean countOnly,
        boolean total,
        List<Include> includes,
        List<Include> reverseIncludes,
        String cursor,
        String binding,
        List<String> ignored) {

    SearchQuery {
        criteria = List.copyOf(criteria);
        sort = List.copyOf(sort);
        includes = List.copyOf(includes);
        reverseIncludes = List.copyOf(reverseIncludes);
        ignored = List.copyOf(ignored);
    }

    SearchQuery withCriteria(List<Criterion> resolved) {
        return new SearchQuery(
                type, resolved, sort, count, countOnly, total, includes, reverseIncludes, cursor, binding, ignored);
    }

    record SortKey(String parameter, boolean descending) {}

    /**
     * @param type whose parameter it is
     * @param parameter null for all references of the type
     * @param targetType null for any
     */
    record Include(String type, SearchParameter parameter, String targetType) {}

    /** Values are health records. */
    @Override
    public String toString() {
        return type + " with " + criteria.size() + " criteria";
    }
}
