package io.chartside.server.search;

import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.List;

/** Search over the encrypted store. */
public interface ResourceSearch {

    /** @throws SearchRefused when a parameter, modifier or value cannot be served; the message names it */
    SearchPage search(TenantId tenant, Sight sight, SearchRequest request);

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
