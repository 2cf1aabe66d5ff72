package io.chartside.server.store;

import io.chartside.server.index.Sensitivity;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What keeps something back in a tenant: which labels it has, and its Consents in force. */
public final class RestrictionTable {
    /** Plan: resource_version_labels, once for each set of bits that there can be. */
    static final String LABELS = "select coalesce(bit_or(n), 0) from generate_series(1, 31) n"
            + " where exists (select 1 from resource_version v where v.tenant = ? and v.label = n and v.label > 0)";
    /** Plan: resource_consents in its order, then resource_version_pkey. */
    static final String CONSENTS = "select " + StoredRow.COLUMNS + " from (select * from resource where tenant = ?"
            + " and label >= 16 and state = 1 and rid > ? order by rid limit ?) r" + StoredRow.CURRENT_VERSION
            + " order by r.rid";

    private static final int PAGE = 500;

    private final Database database;
    private final RowSeal seal;
    private final List<Consumer<TenantId>> listeners = new ArrayList<>();

    RestrictionTable(Database database, RowSeal seal) {
        this.database = database;
        this.seal = seal;
    }

    /** @param labels bits of {@link Sensitivity} that some version has or had */
    public record Restrictions(int labels, List<RowSeal.Opened> consents) {
        public Restrictions {
            consents = List.copyOf(consents);
        }
    }

    public Restrictions read(TenantId tenant) {
        return database.reading(tenant, session -> {
            int bits = session.query(LABELS, List.of(tenant.value()), row -> row.getInt(1))
                    .get(0);
            List<RowSeal.Opened> consents = new ArrayList<>();
            long after = Long.MIN_VALUE;
            while ((bits & Sensitivity.CONSENT) != 0 && after < Long.MAX_VALUE) {
                List<StoredRow> rows = session.query(CONSENTS, List.of(tenant.value(), after, PAGE), StoredRow::read);
                consents.addAll(seal.open(tenant, rows));
                after = rows.size() < PAGE
                        ? Long.MAX_VALUE
                        : rows.get(rows.size() - 1).rid();
            }
            return new Restrictions(bits & Sensitivity.LABELS, consents);
        });
    }

    /** Tells other processes, within the transaction that changes a label or a Consent in force. */
    void change(TenantSession session) throws SQLException {
        session.update(RightsChanges.NOTE, List.of(session.tenant().value(), RightsChanges.Kind.RESTRICTIONS.column()));
    }

    /** Told after each transaction of this process that changed a label or a Consent in force. */
    public synchronized void whenChanged(Consumer<TenantId> listener) {
        listeners.add(listener);
    }

    synchronized void changed(TenantId tenant) {
        listeners.forEach(listener -> listener.accept(tenant));
    }
}
