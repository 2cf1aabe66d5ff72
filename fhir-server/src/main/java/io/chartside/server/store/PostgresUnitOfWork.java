package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** One transaction on the record. */
final class PostgresUnitOfWork implements UnitOfWork {
    private static final byte[] NO_BODY = new byte[0];
    /** So many bytes of the JSON that was written wait for who answers with it; what comes after is written out again from its tree. */
    private static final int JSON_KEPT = 1 << 20;

    private final TenantSession session;
    private final Parts parts;
    private final boolean again;
    private final Map<Key, HeadTable.Head> locked = new HashMap<>();
    private final Set<Key> lockedKeys = new LinkedHashSet<>();
    private final List<AuditLanes.Lane> lanes = new ArrayList<>();
    private boolean restricts;

    /** What every transaction works with. */
    record Parts(
            WritePlanner planner,
            RowSeal seal,
            RowReader reader,
            KeyRing keys,
            AuditChain audit,
            Rids rids,
            ErasedIds erased,
            Clock clock,
            Contents contents,
            RestrictionTable restrictions,
            Supplier<CriteriaMatcher> matcher) {}

    /** @param again whether the same work was begun before and failed: perhaps by an audit lane that had moved */
    PostgresUnitOfWork(TenantSession session, Parts parts, boolean again) {
        this.session = session;
        this.parts = parts;
        this.again = again;
    }

    @Override
    public void lockCriteria(Collection<Criteria> criteria) {
        if (criteria.isEmpty()) {
            return;
        }
        int[] hashes = criteria.stream()
                .mapToInt(c -> (session.tenant() + "|" + c.type() + "?" + c.query()).hashCode())
                .sorted()
                .distinct()
                .toArray();
        session.defer("select pg_advisory_xact_lock(1, h) from unnest(?) as h", List.of(hashes));
    }

    @Override
    public List<String> match(Sight sight, Criteria criteria, int most) {
        return run(() -> parts.matcher().get().match(session, sight, criteria, most));
    }

    @Override
    public List<StoredResource> lock(Collection<Key> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return run(() -> {
            List<Long> rids = new ArrayList<>();
            for (HeadTable.Head head : lockHeads(keys).values()) {
                if (head.row().state() != StoredRow.PLACEHOLDER) {
                    rids.add(head.row().rid());
                }
            }
            return rids.isEmpty() ? List.of() : parts.reader().current(session, rids);
        });
    }

    private Map<Key, HeadTable.Head> lockHeads(Collection<Key> keys) throws SQLException {
        Map<Key, HeadTable.Head> found = HeadTable.lock(session, keys);
        lockedKeys.addAll(keys);
        locked.putAll(found);
        return found;
    }

    @Override
    public List<StoredResource> apply(List<Change> changes) {
        return changes.isEmpty() ? List.of() : run(() -> applyAll(changes));
    }

    private List<StoredResource> applyAll(List<Change> changes) throws SQLException {
        TenantId tenant = session.tenant();
        lockWhatMayExist(changes);
        ChangeSet set = new ChangeSet(
                changes,
                locked,
                parts.planner(),
                parts.rids(),
                parts.erased(),
                parts.clock().millis());
        set.check();
        set.resolve(session);
        ChangeWriter writer = new ChangeWriter(session);
        List<StoredResource> answers = new ArrayList<>(changes.size());
        boolean restricting = false;
        long kept = 0;
        for (Change change : changes) {
            Key key = new Key(change.type(), change.id());
            Optional<NewVersion> planned = set.plan(tenant, change);
            if (planned.isPresent()) {
                NewVersion v = planned.get();
                writer.write(v);
                restricting |= restricts(v);
                kept += v.json().length;
                answers.add(answer(v, kept < JSON_KEPT ? kept(v.json()) : anew(change, v.head())));
                written(key, v);
            } else { // A delete of what was deleted already.
                answers.addAll(parts.reader()
                        .current(session, List.of(locked.get(key).row().rid())));
            }
        }
        writer.end();
        if (restricting && !restricts) {
            restricts = true;
            parts.restrictions().change(session);
        }
        return answers;
    }

    /** As it is known from now on: the body is forgotten. */
    private void written(Key key, NewVersion v) {
        StoredRow head = v.head().withBody(NO_BODY);
        locked.put(key, new HeadTable.Head(head, v.tokens(), v.linkParameters(), v.linkTargets(), v.patientId()));
        lockedKeys.add(key);
    }

    private static boolean restricts(NewVersion version) {
        return version.head().label() != 0
                || version.before() != null && version.before().row().label() != 0;
    }

    private void lockWhatMayExist(List<Change> changes) throws SQLException {
        Set<Key> missing = new LinkedHashSet<>();
        for (Change change : changes) {
            Key key = new Key(change.type(), change.id());
            boolean fresh = change instanceof Change.Put put && put.mustBeNew() && LogicalIds.isOurs(put.id());
            if (!fresh && !lockedKeys.contains(key)) {
                missing.add(key);
            }
        }
        if (!missing.isEmpty()) {
            lockHeads(missing);
        }
    }

    private static Supplier<byte[]> kept(byte[] json) {
        return () -> json;
    }

    private static Supplier<byte[]> anew(Change change, StoredRow head) {
        if (!(change instanceof Change.Put put)) {
            return kept(NO_BODY);
        }
        int version = head.version();
        long updatedAt = head.updatedAt();
        return () -> JsonTree.version(put.resource(), put.id(), version, updatedAt);
    }

    private static StoredResource answer(NewVersion v, Supplier<byte[]> json) {
        StoredRow head = v.head();
        return new StoredResource(
                ResourceTypes.name(head.type()),
                head.id(),
                head.rid(),
                head.version(),
                Instant.ofEpochMilli(head.updatedAt()),
                head.state() == StoredRow.DELETED,
                json,
                v.patientId().isEmpty() ? Optional.empty() : Optional.of(v.patientId()));
    }

    @Override
    public void keep(Key written, ContentPointer content) {
        StoredRow head = locked.get(written).row();
        parts.contents().keepKey(session.tenant(), content, head.patientRid());
        run(() -> {
            Contents.name(session, head.rid(), head.patientRid(), content);
            return null;
        });
    }

    @Override
    public void eraseEarlier(Collection<Key> keys) {
        run(() -> {
            List<Key> missing =
                    keys.stream().filter(key -> !lockedKeys.contains(key)).toList();
            if (!missing.isEmpty()) {
                lockHeads(missing);
            }
            List<StoredRow> heads = keys.stream()
                    .filter(locked::containsKey)
                    .map(key -> locked.get(key).row())
                    .filter(head -> head.state() != StoredRow.PLACEHOLDER)
                    .toList();
            WithheldVersions.mark(session, heads, parts.clock().millis());
            return null;
        });
    }

    @Override
    public void audit(List<AuditRow> rows) {
        if (!rows.isEmpty()) {
            run(() -> {
                lanes.add(
                        again
                                ? parts.audit().appendLocked(session, rows)
                                : parts.audit().appendAtCommit(session, rows));
                return null;
            });
        }
    }

    @Override
    public <T> T beside(Database.Work<T> work) {
        return run(() -> work.run(session));
    }

    /** Told once the transaction has committed. */
    void committed() {
        lanes.forEach(lane -> parts.audit().committed(session.tenant(), lane));
        if (restricts) {
            parts.restrictions().changed(session.tenant());
        }
    }

    @Override
    public Optional<StoredResource> read(Sight sight, Key key) {
        return run(() -> parts.reader().read(session, sight, key, OptionalLong.empty()));
    }

    @Override
    public Set<Key> seen(Sight sight, Collection<Key> keys) {
        Map<String, Sight.Extent> extents = new HashMap<>();
        Map<Sight.Extent, List<Key>> asked = new HashMap<>();
        Map<String, List<Key>> unsure = new LinkedHashMap<>();
        Set<Key> seen = new HashSet<>();
        for (Key key : keys) {
            Sight.Extent extent = extents.computeIfAbsent(key.type(), sight::of);
            HeadTable.Head head = locked.get(key);
            if (head != null && surelyShows(extent, head)) {
                seen.add(key);
            } else {
                unsure.computeIfAbsent(key.type(), type -> new ArrayList<>()).add(key);
            }
        }
        unsure.forEach((type, some) -> asked.computeIfAbsent(extents.get(type), extent -> new ArrayList<>())
                .addAll(some));
        asked.forEach((extent, some) -> seen.addAll(run(() -> parts.reader().seen(session, extent, some))));
        return seen;
    }

    private static boolean surelyShows(Sight.Extent extent, HeadTable.Head head) {
        StoredRow row = head.row();
        return (row.state() == StoredRow.LIVE || row.state() == StoredRow.DELETED)
                && extent.surelyShows(row.draft(), row.label(), row.patientRid(), head.patientId());
    }

    private interface Sql<T> {
        T run() throws SQLException;
    }

    private static <T> T run(Sql<T> sql) {
        try {
            return sql.run();
        } catch (SQLException e) {
            throw new DatabaseFailure(e);
        }
    }
}
