package io.chartside.server.search;

import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;

/** Search over the encrypted store. */
public interface ResourceSearch {

    /** @throws SearchRefused when a parameter, modifier or value cannot be served; the message names it */
    SearchPage search(TenantId tenant, Sight sight, SearchRequest request);
}
