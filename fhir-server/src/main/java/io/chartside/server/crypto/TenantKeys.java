package io.chartside.server.crypto;

/** A tenant's own keys, each random and wrapped by its KEK. */
public final class TenantKeys {
    private final DataKey kek;
    private final DataKey data;
    private final DataKey index;
    private final DataKey audit;
    private final DataKey cursor;

    TenantKeys(DataKey kek, DataKey data, DataKey index, DataKey audit, DataKey cursor) {
        this.kek = kek;
        this.data = data;
        this.index = index;
        this.audit = audit;
        this.cursor = cursor;
    }

    /** Seals the resources of no patient. */
    public DataKey data() {
        return data;
    }

    /** Keys the population tokens and the heads' codes. */
    public DataKey index() {
        return index;
    }

    public DataKey audit() {
        return audit;
    }

    /** Seals paging cursors. */
    public DataKey cursor() {
        return cursor;
    }

    byte[] wrap(byte[] key, String owner) {
        return kek.seal(key, owner);
    }

    byte[] unwrap(byte[] wrapped, String owner) {
        return kek.open(wrapped, owner);
    }

    @Override
    public String toString() {
        return "TenantKeys (redacted)";
    }
}
