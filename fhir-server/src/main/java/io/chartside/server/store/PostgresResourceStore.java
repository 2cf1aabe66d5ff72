package io.chartside.server.store;

import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The record on PostgreSQL. */
final class PostgresResourceStore implements ResourceStore {
    private static final int ATTEMPTS = 6;

    private final Database database;
    private final ConfinedConnections rounds;
    private final OwnParameters own;
    private final SharedReads shared;
    private final SharedAudit audits;
    private final SharedHistories sharedHistories;
    private final RowReader rows;
    private final HistoryReader histories;
    private final PostgresUnitOfWork.Parts parts;

    PostgresResourceStore(
            Database database,
            ConfinedConnections rounds,
            RoundConnections together,
            RequestsUnderWay requests,
            OwnParameters own,
            RowReader rows,
            HistoryReader histories,
            PostgresUnitOfWork.Parts parts) {
        this.database = database;
        this.rounds = rounds;
        this.own = own;
        this.shared = new SharedReads(together, requests);
        this.audits = new SharedAudit(together, requests, parts.audit());
        this.sharedHistories = new SharedHistories(rounds, requests, parts.seal());
        this.rows = rows;
        this.histories = histories;
        this.parts = parts;
    }

    @Override
    public Optional<StoredResource> read(TenantId tenant, Sight sight, String type, String id) {
        return read(tenant, sight, type, id, OptionalLong.empty());
    }

    @Override
    public Optional<StoredResource> readVersion(TenantId tenant, Sight sight, String type, String id, long version) {
        return version < 1 ? Optional.empty() : read(tenant, sight, type, id, OptionalLong.of(version));
    }

    private Optional<StoredResource> read(TenantId tenant, Sight sight, String type, String id, OptionalLong version) {
        UnitOfWork.Key key = new UnitOfWork.Key(type, id);
        Sight.Extent extent = sight.of(type);
        SightSql see = version.isEmpty() && extent.unlimited() instanceof Sight.Extent.All
                ? SightSql.of(tenant, extent)
                : null;
        if (see != null && see.parameters().isEmpty()) {
            RowSeal.Opened known = parts.seal().known(tenant, ResourceTypes.number(type), id);
            SharedReads.Answer answer = shared.read(
                    tenant,
                    see.predicate(),
                    key,
                    known == null ? 0 : known.row().version());
            if (!answer.alone() && answer.row().isEmpty()) {
                return Optional.empty();
            }
            if (answer.row().isPresent()) {
                StoredRow row = answer.row().get();
                Optional<RowSeal.Opened> opened = row.isWithoutBody()
                        ? parts.seal().openKnown(tenant, row, known)
                        : parts.seal().open(tenant, List.of(row)).stream().findFirst();
                if (opened.isPresent() || !row.isWithoutBody()) {
                    return opened.map(RowSeal.Opened::resource);
                }
            }
        }
        return database.reading(tenant, session -> rows.read(session, sight, key, version));
    }

    @Override
    public Optional<KnownVersion> known(TenantId tenant, Sight sight, String type, String id) {
        if (!(sight.of(type) instanceof Sight.Extent.All all)) {
            return Optional.empty();
        }
        RowSeal.Opened known = parts.seal().known(tenant, ResourceTypes.number(type), id);
        if (known == null || known.row().draft() && !all.drafts()) {
            return Optional.empty();
        }
        return parts.seal()
                .openKnown(tenant, known.row(), known)
                .map(opened -> new KnownVersion(opened.resource(), known.row()))
                .filter(answer -> !answer.resource().deleted());
    }

    @Override
    public boolean isErased(TenantId tenant, String type, String id) {
        return database.reading(tenant, session -> parts.erased().contains(session, new UnitOfWork.Key(type, id)));
    }

    @Override
    public boolean isWithheld(TenantId tenant, String type, String id, long version) {
        return database.reading(
                tenant, session -> WithheldVersions.contains(session, new UnitOfWork.Key(type, id), version));
    }

    @Override
    public HistoryPage history(TenantId tenant, Sight sight, HistoryRequest request) {
        return (request.type() == null
                        ? Optional.<HistoryPage>empty()
                        : sharedHistories.history(tenant, sight.of(request.type()), request))
                .orElseGet(() -> database.reading(tenant, session -> histories.history(session, sight, request)));
    }

    @Override
    public <T> T write(TenantId tenant, Work<T> work) {
        own.prepare(tenant);
        boolean[] again = new boolean[1];
        return retrying(() -> {
            PostgresUnitOfWork[] unit = new PostgresUnitOfWork[1];
            T result = database.writing(tenant, session -> {
                unit[0] = new PostgresUnitOfWork(session, parts, again[0]);
                again[0] = true;
                return work.run(unit[0]);
            });
            unit[0].committed();
            return result;
        });
    }

    private static <T> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (DatabaseFailure e) {
                if (attempt == ATTEMPTS || !e.isPassing()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean auditTogether(TenantId tenant, List<AuditRow> rows, Optional<KnownVersion> read) {
        return audits.append(tenant, rows, read);
    }

    @Override
    public void audit(TenantId tenant, List<AuditRow> rows) {
        if (appended(tenant, rows, List.of()).isEmpty()) {
            write(tenant, unit -> {
                unit.audit(rows);
                return null;
            });
        }
    }

    @Override
    public Optional<long[]> auditCounting(TenantId tenant, List<AuditRow> rows, List<PatientCount> counts) {
        try {
            return appended(tenant, rows, counts);
        } catch (DatabaseFailure e) {
            if (e.isOfStatement()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<long[]> appended(TenantId tenant, List<AuditRow> rows, List<PatientCount> counts) {
        return retrying(() -> rounds.reading(tenant, session -> parts.audit().appendAlone(session, rows, counts)));
    }
}
