package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.util.List;
import javax.sql.DataSource;

/** Destroys the keys of contents, as the keeper's role: the server's own may not. */
public final class ContentKeyKeeper {
    private final ContentKeyTable table;

    ContentKeyKeeper(DataSource keyStore) {
        this.table = new ContentKeyTable(keyStore);
    }

    /** A key by its content and the patient whose key seals it. */
    public record Kept(long content, long patientRid) {}

    /** The keys of contents with a smaller number. */
    public List<Kept> before(TenantId tenant, long content) {
        return table.before(tenant, content).stream()
                .map(row -> new Kept(row.content(), row.patientRid()))
                .toList();
    }

    /** Erases one content: nothing that is left of it can be read. No process keeps such a key, so it ends at once. */
    public boolean destroy(TenantId tenant, Kept key) {
        return table.delete(tenant, key.content(), key.patientRid()) > 0;
    }
}
