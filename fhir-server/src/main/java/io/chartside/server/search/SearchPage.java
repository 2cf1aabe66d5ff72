package io.chartside.server.search;

import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a search.
 *
 * @param total set when {@code _total=accurate} or {@code _summary=count} asked for it
 * @param nextCursor sealed value of the next page's {@code _cursor} parameter; null on the last page
 * @param ignoredParameters under lenient handling, the parameters that were not understood, as the client named them
 */
public record SearchPage(
        List<StoredResource> matches,
        List<StoredResource> included,
        OptionalLong total,
        String nextCursor,
        List<String> ignoredParameters) {
    public SearchPage {
        matches = List.copyOf(matches);
        included = List.copyOf(included);
        ignoredParameters = List.copyOf(ignoredParameters);
    }
}
