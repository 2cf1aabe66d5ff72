package io.chartside.server.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One database transaction. Locks are always taken in the same order, which the caller keeps by calling in this order:
 * {@link #lockCriteria}, {@link #match}, {@link #lock}, {@link #apply}, {@link #audit}.
 */
public interface UnitOfWork {

    /** Transaction-scoped advisory locks on the hashes of all conditional criteria of the request, sorted. */
    void lockCriteria(Collection<Criteria> criteria);

    /** Ids that match, at most so many. Reads what earlier transactions committed. */
    List<String> match(Sight sight, Criteria criteria, int most);

    /** Locks the heads in {@code rid} order and answers the current versions of those that exist (deletions included). */
    List<StoredResource> lock(Collection<Key> keys);

    /** Applies all changes as multi-row statements; answers the new versions in the order of the changes. */
    List<StoredResource> apply(List<Change> changes);

    /**
     * Makes a pending content last with the version that was just applied; its key is committed now, as that of a patient
     * is, before this transaction is.
     */
    void keep(Key written, ContentPointer content);

    /**
     * Has every version of these resources erased that is older than their current one, once this transaction has committed
     * ({@link WithheldVersions}).
     */
    void eraseEarlier(Collection<Key> keys);

    /** Adds audit rows to the same transaction; call last, since it locks the audit lane. */
    void audit(List<AuditRow> rows);

    /** Statements on tables beside the record's, in the same transaction: for whoever keeps state of what is written. */
    <T> T beside(Database.Work<T> work);

    /** Reads one resource as this transaction sees it. */
    Optional<StoredResource> read(Sight sight, Key key);

    /**
     * Those of the keys that the sight shows as this transaction sees them, deletions included: told from the heads that it has
     * locked or written where they suffice, and else with one statement for all types of the same extent.
     */
    Set<Key> seen(Sight sight, Collection<Key> keys);

    /** @param query a FHIR search string without the type: {@code identifier=http://x|1} */
    record Criteria(String type, String query) {}

    /** Type and logical id. */
    record Key(String type, String id) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && id.equals(key.id) && type.equals(key.type);
        }

        /** Ids are cached hashes of their own; a record's generated method costs ten times as much. */
        @Override
        public int hashCode() {
            return 31 * type.hashCode() + id.hashCode();
        }

        @Override
        public String toString() {
            return type + "/" + id;
        }
    }
}
