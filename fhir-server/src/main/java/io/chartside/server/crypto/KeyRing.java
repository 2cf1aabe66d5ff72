package io.chartside.server.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.chartside.server.tenancy.TenantId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The keys of tenants and patients, unwrapped for minutes only so that a destroyed key stops working, and so that those
 * minutes are all that is served when the key service is down (docs/adr/0026).
 *
 * <p>The master key wraps each tenant's key-encryption key (KEK); the KEK wraps the tenant's own keys and one random
 * 256-bit key for each patient.
 */
public final class KeyRing implements AutoCloseable {
    private static final int LOADS = 3;
    private static final long NO_PATIENT = 0;
    /** Purpose of what keys the data key's hashes, which stays when the data key is replaced. */
    private static final String HASH = "hash";

    private static final Set<String> OWN_PURPOSES = Set.of("kek", "data", "index", "audit", "cursor", HASH);

    private final MasterKey master;
    private final KeyTable table;
    private final KeyChanges changes;
    private final DataSource keyStore;
    private final SecureRandom random = new SecureRandom();
    private final List<Runnable> whenForgotten = new CopyOnWriteArrayList<>();
    private final OpenedKeks keks;
    private final Cache<TenantId, TenantKeys> tenants;
    private final Cache<PatientOf, DataKey> patients;

    private record PatientOf(TenantId tenant, long patientRid) {}

    /**
     * @param keyStore connections to the key store's database as the server's role
     * @param settings how long keys are held, and how long a destroyed or rotated key may go unnoticed
     */
    public KeyRing(MasterKey master, DataSource keyStore, KeySettings settings) {
        this(master, keyStore, settings, System::nanoTime);
    }

    KeyRing(MasterKey master, DataSource keyStore, KeySettings settings, LongSupplier nanos) {
        this.master = master;
        this.keyStore = keyStore;
        this.table = new KeyTable(keyStore);
        this.changes = new KeyChanges(table::change, settings.knownAfter(), this::forget);
        this.keks = new OpenedKeks(master, settings.unwrappedFor(), nanos);
        this.tenants = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfter(Expiry.<TenantId, TenantKeys>creating((tenant, keys) -> keys.heldFor()))
                .build();
        this.patients = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterWrite(settings.unwrappedFor())
                .maximumSize(20_000)
                .build();
    }

    private void forget() {
        tenants.invalidateAll();
        patients.invalidateAll();
        whenForgotten.forEach(Runnable::run);
    }

    /** What else is to be forgotten with the keys: within the same time of a key's destruction. */
    public void whenForgotten(Runnable forgetting) {
        whenForgotten.add(forgetting);
    }

    /** Takes in at once what was destroyed or rotated; other processes do so within the time they may not know. */
    public void refresh() {
        changes.look();
    }

    /** The tenant's keys, made at its first use. */
    public TenantKeys tenant(TenantId tenant) {
        long known = changes.known();
        TenantKeys keys = tenants.getIfPresent(tenant);
        if (keys == null) {
            keys = loadTenant(tenant);
            tenants.put(tenant, keys);
            if (changes.known() != known) {
                tenants.invalidate(tenant);
            }
        }
        return keys;
    }

    /**
     * The key of a patient, made when there is none; committed before this returns.
     *
     * @throws KeyErased when the patient's key was destroyed: no other is ever made
     */
    public DataKey forWriting(TenantId tenant, long patientRid) {
        if (patientRid == NO_PATIENT) {
            return tenant(tenant).data();
        }
        long known = changes.known();
        PatientOf of = new PatientOf(tenant, patientRid);
        DataKey key = patients.getIfPresent(of);
        if (key == null) {
            key = withTenant(tenant, keys -> {
                WrappedKey fresh = new WrappedKey(1, keys.wrap(newKey(), owner(patientRid)), keys.kekVersion(), true);
                WrappedKey stored = table.patient(tenant, patientRid, fresh).orElseThrow(KeyErased::new);
                return new DataKey(keys.unwrap(stored, owner(patientRid)));
            });
            keep(of, key, known);
        }
        return key;
    }

    /** Works with the tenant's keys; once more with newer ones, if they were replaced meanwhile. */
    <T> T withTenant(TenantId tenant, Function<TenantKeys, T> work) {
        try {
            return work.apply(tenant(tenant));
        } catch (StaleKek e) {
            tenants.invalidate(tenant);
            return work.apply(tenant(tenant));
        }
    }

    /** A key that may have been destroyed while it was loaded is used this once and not kept. */
    private void keep(PatientOf of, DataKey key, long known) {
        patients.put(of, key);
        if (changes.known() != known) {
            patients.invalidate(of);
        }
    }

    /**
     * The keys of these patients; 0 stands for the tenant's data key. Patients whose key was destroyed are missing.
     */
    public Map<Long, DataKey> forReading(TenantId tenant, Collection<Long> patientRids) {
        long known = changes.known();
        Map<Long, DataKey> found = new HashMap<>();
        Set<Long> missing = new LinkedHashSet<>();
        for (long patientRid : patientRids) {
            if (patientRid == NO_PATIENT) {
                found.put(patientRid, tenant(tenant).data());
                continue;
            }
            DataKey key = patients.getIfPresent(new PatientOf(tenant, patientRid));
            if (key != null) {
                found.put(patientRid, key);
            } else {
                missing.add(patientRid);
            }
        }
        if (!missing.isEmpty()) {
            Map<Long, DataKey> loaded = withTenant(tenant, keys -> {
                Map<Long, DataKey> unwrapped = new HashMap<>();
                table.patients(tenant, missing)
                        .forEach((patientRid, wrapped) ->
                                unwrapped.put(patientRid, new DataKey(keys.unwrap(wrapped, owner(patientRid)))));
                return unwrapped;
            });
            loaded.forEach((patientRid, key) -> keep(new PatientOf(tenant, patientRid), key, known));
            found.putAll(loaded);
        }
        return found;
    }

    /** @throws KeyErased when the patient's key was destroyed */
    public DataKey forReading(TenantId tenant, long patientRid) {
        DataKey key = forReading(tenant, List.of(patientRid)).get(patientRid);
        if (key == null) {
            throw new KeyErased();
        }
        return key;
    }

    /** Whether the patient's key was destroyed. */
    public boolean isErased(TenantId tenant, long patientRid) {
        return patientRid != NO_PATIENT && table.isErased(tenant, patientRid);
    }

    /**
     * A secret of the tenant that other parts keep here, sealed by the KEK.
     *
     * @param purpose names it within the tenant
     * @param fresh makes it at its first use
     */
    public byte[] secret(TenantId tenant, String purpose, Supplier<byte[]> fresh) {
        if (!purpose.matches("[a-z-]{1,40}") || OWN_PURPOSES.contains(purpose)) {
            throw new IllegalArgumentException("not a purpose of a secret: " + purpose);
        }
        String owner = owner(tenant, purpose);
        return withTenant(
                tenant,
                keys -> keys.unwrap(
                        table.tenant(tenant, purpose, () -> keys.wrap(fresh.get(), owner), keys.kekVersion())
                                .get(0),
                        owner));
    }

    /** A tenant's secrets of one purpose that replace one another. */
    public RotatingSecrets rotating(String purpose) {
        return new RotatingSecrets(this, keyStore, purpose);
    }

    /** The keys of contents that are kept apart from their resources. */
    public ContentKeys contents() {
        return new ContentKeys(this, new ContentKeyTable(keyStore));
    }

    private TenantKeys loadTenant(TenantId tenant) {
        for (int attempt = 1; ; attempt++) {
            try {
                return loadTenantOnce(tenant);
            } catch (StaleKek e) {
                if (attempt == LOADS) {
                    throw e;
                }
            }
        }
    }

    private TenantKeys loadTenantOnce(TenantId tenant) {
        TreeMap<Integer, DataKey> opened = new TreeMap<>();
        KeyOwner owner = KeyOwner.kek(tenant.value());
        Duration heldFor = keks.heldAtMost();
        for (WrappedKey kek : table.tenant(tenant, "kek", () -> master.wrap(newKey(), owner), 0)) {
            OpenedKeks.Opened one = keks.open(tenant, kek);
            opened.put(kek.version(), one.kek());
            heldFor = keks.shorter(heldFor, one);
        }
        TreeMap<Integer, DataKey> indexes = new TreeMap<>();
        int inUse = 0;
        for (WrappedKey index : wrapped(tenant, opened, "index")) {
            indexes.put(index.version(), open(tenant, opened, "index", index));
            inUse = index.inUse() ? Math.max(inUse, index.version()) : inUse;
        }
        return new TenantKeys(
                opened,
                data(tenant, opened),
                indexes,
                inUse,
                inUse(tenant, opened, "audit"),
                inUse(tenant, opened, "cursor"),
                heldFor);
    }

    private List<WrappedKey> wrapped(TenantId tenant, TreeMap<Integer, DataKey> keks, String purpose) {
        return table.tenant(
                tenant,
                purpose,
                () -> keks.lastEntry().getValue().seal(newKey(), owner(tenant, purpose)),
                keks.lastKey());
    }

    /** The key of the purpose that seals; with it those that opened before and will open later. */
    private DataKey inUse(TenantId tenant, TreeMap<Integer, DataKey> keks, String purpose) {
        return inUse(tenant, keks, purpose, wrapped(tenant, keks, purpose));
    }

    private static DataKey inUse(
            TenantId tenant, Map<Integer, DataKey> keks, String purpose, List<WrappedKey> newestFirst) {
        List<DataKey> all = new ArrayList<>();
        DataKey inUse = null;
        for (WrappedKey key : newestFirst) {
            DataKey opened = open(tenant, keks, purpose, key);
            inUse = inUse == null && key.inUse() ? opened : inUse;
            all.add(opened);
        }
        if (inUse == null) {
            throw new IllegalStateException("no " + purpose + " key of tenant " + tenant + " is in use");
        }
        return inUse.among(all);
    }

    /** Its hashes name what is found again for good, ids of erased patients among it: they stay as the first key made them. */
    private DataKey data(TenantId tenant, TreeMap<Integer, DataKey> keks) {
        List<WrappedKey> newestFirst = wrapped(tenant, keks, "data");
        WrappedKey first = newestFirst.get(newestFirst.size() - 1);
        WrappedKey hash = table.tenant(
                        tenant,
                        HASH,
                        () -> keks.lastEntry()
                                .getValue()
                                .seal(DataKey.hashKeyOf(plain(tenant, keks, "data", first)), owner(tenant, HASH)),
                        keks.lastKey())
                .get(0);
        return inUse(tenant, keks, "data", newestFirst).hashingWith(plain(tenant, keks, HASH, hash));
    }

    private static DataKey open(TenantId tenant, Map<Integer, DataKey> keks, String purpose, WrappedKey key) {
        return new DataKey(plain(tenant, keks, purpose, key));
    }

    private static byte[] plain(TenantId tenant, Map<Integer, DataKey> keks, String purpose, WrappedKey key) {
        DataKey kek = keks.get(key.kekVersion());
        if (kek == null) {
            throw new StaleKek();
        }
        return kek.open(key.wrapped(), owner(tenant, purpose));
    }

    static String owner(TenantId tenant, String purpose) {
        return tenant + "|" + purpose;
    }

    private byte[] newKey() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    static String owner(long patientRid) {
        return "patient|" + patientRid;
    }

    /** Closes the connections to the key store and forgets all keys. */
    @Override
    public void close() throws Exception {
        forget();
        keks.forget();
        if (keyStore instanceof AutoCloseable pool) {
            pool.close();
        }
    }
}
