package io.chartside.server.store;

import io.chartside.server.crypto.KeyErased;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The changes of one transaction with the numbers of everything they refer to. */
final class ChangeSet {
    /**
     * So many bytes of search values are kept from the first look at the resources to their plan; as objects they take four times as
     * much. Those of a transaction of 16 MB would be 100 MB: what comes after these is read again when its turn comes.
     */
    private static final int VALUES_KEPT = 1 << 20;

    private final List<Change> changes;
    private final Map<UnitOfWork.Key, HeadTable.Head> locked;
    private final WritePlanner planner;
    private final Rids rids;
    private final ErasedIds erased;
    private final long now;
    private final WordTokens hashed = new WordTokens();
    private final Map<UnitOfWork.Key, WritePlanner.Referring> read = new LinkedHashMap<>();
    private final Map<UnitOfWork.Key, ResourceIndexer.Indexed> indexed = new HashMap<>();
    private final Map<UnitOfWork.Key, Long> numbers = new HashMap<>();
    private final Map<UnitOfWork.Key, HeadTable.Head> referred = new HashMap<>();

    ChangeSet(
            List<Change> changes,
            Map<UnitOfWork.Key, HeadTable.Head> locked,
            WritePlanner planner,
            Rids rids,
            ErasedIds erased,
            long now) {
        this.changes = changes;
        this.locked = locked;
        this.planner = planner;
        this.rids = rids;
        this.erased = erased;
        this.now = now;
    }

    private static UnitOfWork.Key key(Change change) {
        return new UnitOfWork.Key(change.type(), change.id());
    }

    /** Refuses what the locked heads rule out: RFC 9110 preconditions, creates of what is, deletes of what never was. */
    void check() {
        Set<UnitOfWork.Key> seen = new HashSet<>();
        int kept = 0;
        for (Change change : changes) {
            UnitOfWork.Key key = key(change);
            if (!seen.add(key)) {
                throw new IllegalArgumentException("two changes of " + key + " in one transaction");
            }
            HeadTable.Head head = locked.get(key);
            if (head != null && head.row().state() == StoredRow.ERASED) {
                throw new WriteRefused(WriteRefused.Reason.ERASED, key.toString());
            }
            boolean exists = head != null && head.row().state() != StoredRow.PLACEHOLDER;
            if (change instanceof Change.Put put) {
                if (put.mustBeNew() && exists) {
                    throw new WriteRefused(WriteRefused.Reason.ALREADY_EXISTS, key.toString());
                }
                ifMatch(put.ifMatch(), exists ? head.row().version() : 0, key);
                ResourceIndexer.Indexed found;
                if (kept < VALUES_KEPT) {
                    found = planner.index(put.resource());
                    kept += found.values().encoded().length;
                    indexed.put(key, found);
                } else {
                    found = planner.indexReferences(put.resource());
                }
                read.put(key, planner.referring(put.type(), found));
                numbers.put(key, head == null ? rids.next(now) : head.row().rid());
            } else if (change instanceof Change.Delete delete) {
                if (!exists) {
                    throw new WriteRefused(WriteRefused.Reason.NOT_FOUND, key.toString());
                }
                ifMatch(delete.ifMatch(), head.row().version(), key);
                numbers.put(key, head.row().rid());
            }
        }
    }

    private static void ifMatch(OptionalLong expected, int current, UnitOfWork.Key key) {
        if (expected.isPresent() && expected.getAsLong() != current) {
            throw new WriteRefused(WriteRefused.Reason.VERSION_MISMATCH, key.toString());
        }
    }

    /** Finds the numbers of what the resources refer to; what does not exist yet gets a placeholder to hold its number. */
    void resolve(TenantSession session) throws SQLException {
        Set<UnitOfWork.Key> wanted = new LinkedHashSet<>();
        for (WritePlanner.Referring r : read.values()) {
            wanted.addAll(r.references());
        }
        wanted.removeAll(numbers.keySet());
        locked.forEach((key, head) -> {
            if (wanted.remove(key)) {
                referred.put(key, head);
            }
        });
        findBesideErased(session, wanted);
        wanted.removeAll(referred.keySet());
        if (!wanted.isEmpty()) {
            Map<UnitOfWork.Key, HeadTable.Head> made = placeholders(session, wanted);
            for (UnitOfWork.Key key : wanted) {
                if (!made.containsKey(key)) {
                    throw new WriteRefused(WriteRefused.Reason.REFERS_TO_ERASED, key.toString());
                }
            }
            referred.putAll(made);
        }
        referred.forEach((key, head) -> {
            if (head.row().state() == StoredRow.ERASED) {
                throw new WriteRefused(WriteRefused.Reason.REFERS_TO_ERASED, key.toString());
            }
            numbers.put(key, head.row().rid());
        });
    }

    /** What was erased is not written again; asked where a client's id has no row yet, together with what is referred to. */
    private void findBesideErased(TenantSession session, Set<UnitOfWork.Key> wanted) throws SQLException {
        List<UnitOfWork.Key> strange = new ArrayList<>();
        for (Change change : changes) {
            boolean fresh = change instanceof Change.Put put && put.mustBeNew() && LogicalIds.isOurs(put.id());
            if (!fresh && !locked.containsKey(key(change))) {
                strange.add(key(change));
            }
        }
        Set<UnitOfWork.Key> gone = Set.of();
        if (strange.isEmpty() || wanted.isEmpty()) {
            gone = erased.among(session, strange);
            if (!wanted.isEmpty()) {
                referred.putAll(HeadTable.find(session, wanted));
            }
        } else {
            Set<Long> hashes = new HashSet<>();
            referred.putAll(HeadTable.findBeside(
                    session,
                    ErasedIds.FIND,
                    erased.asking(session.tenant(), strange),
                    row -> hashes.add(row.getLong(1)),
                    wanted));
            gone = erased.among(session.tenant(), hashes, strange);
        }
        if (!gone.isEmpty()) {
            throw new WriteRefused(
                    WriteRefused.Reason.ERASED, gone.iterator().next().toString());
        }
    }

    /** What was erased gets none. */
    private static final String PLACEHOLDERS = """
            insert into resource (tenant, rid, type, id, version, state, draft, patient_rid, sort_at, sort_end,
                updated_at, tx, ptok, gtok, link_param, link_target, mac)
            select ?, u.rid, u.type, u.id, 0, 0, false, 0, 0, 0, 0, pg_current_xact_id(), '', '', '', '', ''
            from unnest(?, ?::smallint[], ?, ?) as u(rid, type, id, hash)
            where not exists (select 1 from erased_id e where e.tenant = ? and e.hash = u.hash)
            on conflict (tenant, type, id) do nothing""";

    private Map<UnitOfWork.Key, HeadTable.Head> placeholders(TenantSession session, Set<UnitOfWork.Key> keys)
            throws SQLException {
        List<UnitOfWork.Key> sorted = keys.stream()
                .sorted(Comparator.comparing(UnitOfWork.Key::toString))
                .toList();
        String tenant = session.tenant().value();
        return HeadTable.findAfter(
                session,
                PLACEHOLDERS,
                List.of(
                        tenant,
                        sorted.stream().mapToLong(key -> rids.next(now)).toArray(),
                        sorted.stream()
                                .mapToInt(key -> ResourceTypes.number(key.type()))
                                .toArray(),
                        sorted.stream().map(UnitOfWork.Key::id).toArray(String[]::new),
                        erased.hashes(session.tenant(), sorted),
                        tenant),
                sorted);
    }

    /** Each change once. Empty for a delete of what was deleted already. */
    Optional<NewVersion> plan(TenantId tenant, Change change) {
        UnitOfWork.Key key = key(change);
        HeadTable.Head before = locked.get(key);
        if (change instanceof Change.Put put) {
            Owner owner = owner(key, new HashSet<>());
            refuseMove(key, before, owner);
            return Optional.of(put(tenant, put, before, owner));
        }
        return change instanceof Change.Delete delete && before.row().state() == StoredRow.LIVE
                ? Optional.of(planner.delete(tenant, delete, before, before.patientId(), now))
                : Optional.empty();
    }

    private NewVersion put(TenantId tenant, Change.Put put, HeadTable.Head before, Owner owner) {
        UnitOfWork.Key key = key(put);
        ResourceIndexer.Indexed kept = indexed.remove(key);
        try {
            return planner.put(
                    tenant,
                    put,
                    kept == null ? planner.index(put.resource()) : kept,
                    read.get(key).links(),
                    before,
                    numbers.get(key),
                    owner.patientRid(),
                    owner.patientId(),
                    now,
                    new Known(),
                    hashed);
        } catch (KeyErased e) {
            throw new WriteRefused(WriteRefused.Reason.ERASED, key.toString());
        }
    }

    private final class Known implements WritePlanner.Numbers {
        @Override
        public long rid(UnitOfWork.Key key) {
            return numbers.get(key);
        }

        @Override
        public long patientRid(UnitOfWork.Key key) {
            return owner(key, new HashSet<>()).patientRid();
        }
    }

    private static void refuseMove(UnitOfWork.Key key, HeadTable.Head before, Owner owner) {
        if (before != null
                && before.row().patientRid() != 0
                && before.row().patientRid() != owner.patientRid()
                && before.row().state() != StoredRow.PLACEHOLDER) {
            throw new WriteRefused(WriteRefused.Reason.PATIENT_CHANGED, key.toString());
        }
    }

    /** @param patientRid 0 for nobody's */
    private record Owner(long patientRid, String patientId) {
        static final Owner NOBODY = new Owner(0, "");
    }

    private Owner owner(UnitOfWork.Key key, Set<UnitOfWork.Key> passed) {
        if (key.type().equals("Patient")) {
            return new Owner(numbers.get(key), key.id());
        }
        WritePlanner.Referring r = read.get(key);
        if (r == null) {
            HeadTable.Head head = referred.get(key);
            return head == null ? Owner.NOBODY : new Owner(head.row().patientRid(), head.patientId());
        }
        if (r.patient().isPresent()) {
            LocalReference patient = r.patient().get();
            return new Owner(numbers.get(WritePlanner.key(patient)), patient.id());
        }
        if (r.through().isPresent() && passed.add(key)) {
            return owner(WritePlanner.key(r.through().get()), passed);
        }
        return Owner.NOBODY;
    }
}
