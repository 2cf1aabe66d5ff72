package io.chartside.server.search;

import io.chartside.server.store.PatientCount;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Search over the encrypted store. */
public interface ResourceSearch {

    /** @throws SearchRefused when a parameter, modifier or value cannot be served; the message names it */
    SearchPage search(TenantId tenant, Sight sight, SearchRequest request);

    /**
     * The same of a search that asks for one number alone, which {@link io.chartside.server.store.ResourceStore#audit} counts
     * together with others and with the audit row that records it. Empty for any that {@link #search} has to answer.
     *
     * @throws SearchRefused as {@link #search}
     */
    Optional<Counting> counting(TenantId tenant, Sight sight, SearchRequest request);

    /** @param ignoredParameters as those of a {@link SearchPage} */
    record Counting(PatientCount count, List<String> ignoredParameters) {
        public Counting {
            ignoredParameters = List.copyOf(ignoredParameters);
        }

        public SearchPage page(long total) {
            return new SearchPage(List.of(), List.of(), OptionalLong.of(total), null, ignoredParameters);
        }
    }

    /** @throws SearchRefused when a name, modifier or value of the search is not understood */
    void requireUnderstood(TenantId tenant, SearchRequest request);

    /**
     * That each of these search strings can be tested on one resource alone, by {@link
     * io.chartside.server.store.CriteriaMatcher#fitsAny}.
     *
     * @throws SearchRefused when one cannot be understood or looks at other resources
     */
    void requireTestable(String type, List<String> criteria);
}
