package io.chartside.server.crypto;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** A tenant's own keys, each random and wrapped by its KEK. */
public final class TenantKeys {
    private final TreeMap<Integer, DataKey> keks;
    private final DataKey data;
    private final TreeMap<Integer, DataKey> indexes;
    private final int indexInUse;
    private final DataKey audit;
    private final DataKey cursor;
    private final Duration heldFor;

    /**
     * @param indexInUse the version that new rows are written with
     * @param heldFor how long they may be kept in memory, from now on
     */
    TenantKeys(
            Map<Integer, DataKey> keks,
            DataKey data,
            Map<Integer, DataKey> indexes,
            int indexInUse,
            DataKey audit,
            DataKey cursor,
            Duration heldFor) {
        this.keks = new TreeMap<>(keks);
        this.data = data;
        this.indexes = new TreeMap<>(indexes);
        this.indexInUse = indexInUse;
        this.audit = audit;
        this.cursor = cursor;
        this.heldFor = heldFor;
    }

    /** Seals the resources of no patient; its hashes are not those of the key, and stay when it is replaced. */
    public DataKey data() {
        return data;
    }

    /** Keys the population tokens and the heads' codes of what is written now. */
    public DataKey index() {
        return indexes.get(indexInUse);
    }

    /** Of {@link #index()}, 1 to 255 and around; it stands behind the codes that it keys. */
    public byte indexVersion() {
        return (byte) indexInUse;
    }

    /** The key of what was written with this version, or null when there is none any more. */
    public DataKey index(byte version) {
        if (version == (byte) indexInUse) {
            return index();
        }
        for (Map.Entry<Integer, DataKey> other : indexes.entrySet()) {
            if (other.getKey().byteValue() == version) {
                return other.getValue();
            }
        }
        return null;
    }

    /** All that rows may be keyed with: two while one replaces the other. */
    public Collection<DataKey> indexes() {
        return indexes.values();
    }

    /** Whether rows may be keyed with an index key by now that was not among these. */
    public boolean missesIndexOf(TenantKeys now) {
        return now != this && !indexes.keySet().containsAll(now.indexes.keySet());
    }

    /** Seals audit events and keys their words; earlier ones stand under {@link DataKey#hashes}. */
    public DataKey audit() {
        return audit;
    }

    /** Seals paging cursors. */
    public DataKey cursor() {
        return cursor;
    }

    Duration heldFor() {
        return heldFor;
    }

    int kekVersion() {
        return keks.lastKey();
    }

    byte[] wrap(byte[] key, String owner) {
        return keks.lastEntry().getValue().seal(key, owner);
    }

    /** @throws StaleKek when it is wrapped by a KEK that was made since these were loaded, or is gone */
    byte[] unwrap(WrappedKey key, String owner) {
        DataKey kek = keks.get(key.kekVersion());
        if (kek == null) {
            throw new StaleKek();
        }
        return kek.open(key.wrapped(), owner);
    }

    @Override
    public String toString() {
        return "TenantKeys (redacted)";
    }
}
