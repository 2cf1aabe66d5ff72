package io.chartside.server.store;

import io.chartside.server.index.IndexedResource;
import java.sql.SQLException;
import java.util.List;

/** What the store asks of the search: conditional criteria, and whether a resource fits the criteria of a {@link Sight}. */
public interface CriteriaMatcher {

    /** Ids of live resources that match, at most so many. */
    List<String> match(TenantSession session, Sight sight, UnitOfWork.Criteria criteria, int most) throws SQLException;

    /** Whether the resource fits any one of the criteria; true when there are none. */
    boolean fitsAny(String type, List<String> criteria, StoredResource resource, IndexedResource values);
}
