package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.security.SecureRandom;
import java.util.List;

/**
 * The keys of large contents, in the key store, each sealed by the key of the patient whose content it is: it goes when the
 * patient's key is destroyed, and can be destroyed alone.
 */
public final class ContentKeys {
    private final KeyRing keys;
    private final ContentKeyTable table;
    private final SecureRandom random = new SecureRandom();

    ContentKeys(KeyRing keys, ContentKeyTable table) {
        this.keys = keys;
        this.table = table;
    }

    /** A new key, in memory only: what it seals is lost unless {@link #keep} is called. */
    public ContentKey fresh() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return new ContentKey(secret);
    }

    /**
     * Commits the key to the key store.
     *
     * @param content number of the content
     * @param patientRid whose it is; 0 for nobody's
     */
    public void keep(TenantId tenant, long content, long patientRid, ContentKey key) {
        byte[] wrapped = keys.forWriting(tenant, patientRid).seal(key.secret(), place(tenant, content));
        table.insert(tenant, new ContentKeyTable.Row(content, patientRid, wrapped));
    }

    /** @throws KeyErased when the key, or that of its patient, was destroyed */
    public ContentKey find(TenantId tenant, long content) {
        for (ContentKeyTable.Row row : table.of(tenant, content)) {
            DataKey owner = keys.forReading(tenant, List.of(row.patientRid())).get(row.patientRid());
            if (owner != null) {
                return new ContentKey(owner.open(row.wrapped(), place(tenant, content)));
            }
        }
        throw new KeyErased();
    }

    static String place(TenantId tenant, long content) {
        return tenant + "|content-key|" + content;
    }
}
