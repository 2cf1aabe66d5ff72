package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads what {@link UnitOfWork#audit} wrote. */
public interface AuditLog {

    /** @throws IllegalArgumentException when the cursor is not one of this query's own */
    Page find(TenantId tenant, Query query);

    /** @param id the row's id */
    Optional<Entry> read(TenantId tenant, String id);

    /**
     * @param from inclusive; null for no bound
     * @param to exclusive; null for no bound
     * @param tokens every set must be met by one of the row's {@code name=value} words, those of all its events; {@code patient=ID}
     *     is among them for each patient
     * @param limit rows in the page, 1 to 1000
     * @param cursor from the page before, or null
     */
    record Query(Instant from, Instant to, List<Set<String>> tokens, boolean newestFirst, int limit, String cursor) {
        public Query {
            tokens = List.copyOf(tokens);
            if (limit < 1 || limit > 1000) {
                throw new IllegalArgumentException("the limit is 1 to 1000");
            }
        }

        @Override
        public String toString() {
            return "audit query of " + limit;
        }
    }

    /** @param nextCursor sealed, bound to tenant and query; null on the last page */
    record Page(List<Entry> entries, String nextCursor) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** @param events as they were given; the words of a single one are the row's and not told again */
    record Entry(int lane, long seq, String id, Instant recorded, List<AuditRow.Event> events) {
        public Entry {
            Objects.requireNonNull(id);
            events = List.copyOf(events);
        }

        @Override
        public String toString() {
            return "audit row " + lane + "/" + seq;
        }
    }
}
