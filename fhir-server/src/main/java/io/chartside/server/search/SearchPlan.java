package io.chartside.server.search;

import java.util.List;

/**
 * How a search runs.
 *
 * @param filter further SQL conditions on {@code resource r}, each necessary for a match
 * @param tokenFilters population tokens that a match must have too, any one of each array
 * @param walkWords of a walk: of each criterion the patient words of which a match has one, hashed row by row
 * @param checks what is tested on the opened candidates; empty when the candidates are exactly the matches
 */
record SearchPlan(
        Anchor anchor,
        String filter,
        List<Object> filterParameters,
        List<long[]> tokenFilters,
        List<List<String>> walkWords,
        List<Criterion> checks) {

    SearchPlan {
        filterParameters = List.copyOf(filterParameters);
        tokenFilters = List.copyOf(tokenFilters);
        walkWords = List.copyOf(walkWords);
        checks = List.copyOf(checks);
    }

    static SearchPlan nothing() {
        return new SearchPlan(new Anchor.Nothing(), "", List.of(), List.of(), List.of(), List.of());
    }
}
