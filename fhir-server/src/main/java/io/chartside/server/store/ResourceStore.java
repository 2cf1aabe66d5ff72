package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The encrypted store of FHIR resources. All methods set the tenant for row-level security; what {@link Sight} does not
 * cover answers as if it did not exist.
 */
public interface ResourceStore {

    /** The current version; a deleted resource answers with its deletion. */
    Optional<StoredResource> read(TenantId tenant, Sight sight, String type, String id);

    /**
     * What a read would answer without asking the database, of what was opened lately, to callers who see the whole type; never a
     * deletion. It is an answer only once {@link #auditTogether} has said so.
     */
    Optional<KnownVersion> known(TenantId tenant, Sight sight, String type, String id);

    Optional<StoredResource> readVersion(TenantId tenant, Sight sight, String type, String id, long version);

    /** Whether it was erased with its patient: to be asked where nothing was found, and told to whom sees the whole type. */
    boolean isErased(TenantId tenant, String type, String id);

    /** Whether a version of a resource was erased because words in it were put off the record. */
    boolean isWithheld(TenantId tenant, String type, String id, long version);

    /** Newest first. */
    HistoryPage history(TenantId tenant, Sight sight, HistoryRequest request);

    /**
     * Runs the work in one database transaction at READ COMMITTED and commits; the work runs again from its start when
     * the database reports a deadlock (40P01) or a serialization failure, so it must have no other effects.
     */
    <T> T write(TenantId tenant, Work<T> work);

    /**
     * Commits audit rows of acts that write nothing else together with those of other requests, whichever tenants' they are.
     *
     * @param read what they tell that it was read, to be written only if that stands as it is known
     * @return whether they are written; if not, nothing of them is, and it is done by {@link #audit}, of a read once it was read anew
     */
    boolean auditTogether(TenantId tenant, List<AuditRow> rows, Optional<KnownVersion> read);

    /** Commits audit rows of acts that write nothing else. */
    void audit(TenantId tenant, List<AuditRow> rows);

    /**
     * The same in one round trip with the counts that some of the rows tell of.
     *
     * @return the numbers in the order of what is counted; empty when nothing was written, because the database refuses a count, or it
     *     takes more than a round trip
     */
    Optional<long[]> auditCounting(TenantId tenant, List<AuditRow> rows, List<PatientCount> counts);

    /** Work within {@link #write}. */
    @FunctionalInterface
    interface Work<T> {
        T run(UnitOfWork unit);
    }

    /**
     * @param type null for the system's history
     * @param id null for a type's history
     * @param since or null: versions stored then or later
     * @param current or null: versions that were current at some moment of the period
     * @param cursor from the page before, or null
     */
    record HistoryRequest(String type, String id, Instant since, Period current, OptionalInt count, String cursor) {}

    /** From a moment to another, the end excluded. */
    record Period(Instant from, Instant to) {}

    /**
     * @param total of all that is seen; empty where that cannot be told without looking at more
     * @param nextCursor sealed; null on the last page
     */
    record HistoryPage(List<StoredResource> versions, OptionalLong total, String nextCursor) {
        public HistoryPage {
            versions = List.copyOf(versions);
        }
    }
}
