package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The versions that audit rows say were written, held against the record: it may hold a later one, not an earlier one or none, and
 * holds each version up to its newest but those that were withheld.
 * Filled and asked by one thread.
 */
final class AuditedVersions {
    private static final int AT_ONCE = 2_000;
    private static final int MOST_NAMED = 100;
    private static final String REFERENCE = "{\"what\":{\"reference\":\"";
    private static final String HISTORY = "/_history/";
    /** Plan: resource_id, withheld_version_pkey, resource_version_pkey. */
    static final String HEADS = "select r.type, r.id, r.version, r.version - w.first + 1 - (select count(*)"
            + " from resource_version v where v.tenant = r.tenant and v.rid = r.rid and v.version >= w.first)"
            + HeadTable.EACH
            + " cross join lateral (select coalesce(max(before_version), 1) as first from withheld_version h"
            + " where h.tenant = r.tenant and h.rid = r.rid) w where r.state > 0";

    private final TenantId tenant;
    private final Database database;
    private final ErasedIds erased;
    private final DataKey audit;
    /** The word under each key that events may be keyed with. */
    private final long[] written;

    private final Map<UnitOfWork.Key, Integer> versions = new HashMap<>();
    private final List<String> findings = new ArrayList<>();

    AuditedVersions(TenantId tenant, Database database, KeyRing keys) {
        this.tenant = tenant;
        this.database = database;
        this.erased = new ErasedIds(keys);
        this.audit = keys.tenant(tenant).audit();
        this.written = audit.hashes().stream()
                .mapToLong(hash -> hash.hash64(AuditRow.WRITTEN))
                .toArray();
    }

    void add(AuditCopy row) {
        if (!row.hasAnyToken(written)) {
            return;
        }
        List<AuditRow.Event> events = AuditSeal.open(tenant, audit, row.id(), row.event());
        for (AuditRow.Event event : events) {
            // The words of a single event are the row's.
            if (events.size() == 1 || event.words().contains(AuditRow.WRITTEN)) {
                add(new String(event.json(), StandardCharsets.UTF_8));
            }
        }
        if (versions.size() >= AT_ONCE) {
            compare();
        }
    }

    /** The event's one reference to a version is what was written. */
    private void add(String json) {
        int from = json.indexOf(REFERENCE);
        while (from >= 0) {
            from += REFERENCE.length();
            String reference = json.substring(from, json.indexOf('"', from));
            int history = reference.indexOf(HISTORY);
            if (history > 0) {
                int slash = reference.indexOf('/');
                UnitOfWork.Key key =
                        new UnitOfWork.Key(reference.substring(0, slash), reference.substring(slash + 1, history));
                versions.merge(key, Integer.parseInt(reference.substring(history + HISTORY.length())), Math::max);
                return;
            }
            from = json.indexOf(REFERENCE, from);
        }
    }

    /** What was found wrong, the first hundred. */
    List<String> findings() {
        compare();
        return findings;
    }

    /** @param missing how many versions up to the newest the record does not hold, though they were not withheld */
    private record Head(int version, int missing) {}

    private void compare() {
        if (versions.isEmpty()) {
            return;
        }
        Map<UnitOfWork.Key, Head> heads = new HashMap<>();
        Set<UnitOfWork.Key> gone = database.reading(tenant, session -> {
            heads.putAll(heads(session, versions.keySet()));
            List<UnitOfWork.Key> missing = versions.keySet().stream()
                    .filter(key -> !heads.containsKey(key))
                    .toList();
            return erased.among(session, missing);
        });
        versions.forEach((key, version) -> {
            Head head = heads.get(key);
            if (findings.size() < MOST_NAMED && (head == null ? !gone.contains(key) : head.version() < version)) {
                findings.add(key + ": version " + version + " was written, the record holds "
                        + (head == null ? "none" : "version " + head.version()));
            } else if (findings.size() < MOST_NAMED && head != null && head.missing() > 0) {
                findings.add(key + ": of its " + head.version() + " versions the record lacks " + head.missing());
            }
        });
        versions.clear();
    }

    private static Map<UnitOfWork.Key, Head> heads(TenantSession session, Collection<UnitOfWork.Key> keys)
            throws SQLException {
        Map<UnitOfWork.Key, Head> found = new HashMap<>();
        session.query(
                HEADS,
                List.of(
                        keys.stream()
                                .mapToInt(key -> ResourceTypes.number(key.type()))
                                .toArray(),
                        keys.stream().map(UnitOfWork.Key::id).toArray(String[]::new),
                        session.tenant().value()),
                row -> found.put(
                        new UnitOfWork.Key(ResourceTypes.name(row.getInt(1)), row.getString(2)),
                        new Head(row.getInt(3), row.getInt(4))));
        return found;
    }
}
