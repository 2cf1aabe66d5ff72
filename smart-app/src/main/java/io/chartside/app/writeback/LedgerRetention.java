package io.chartside.app.writeback;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what the ledger does not need any more: the text of what is written or void at once, a settled write's name and the EHR's
 * words after {@code chartside.writeback.kept}. What remains are keyed hashes and the EHR's reference: by them nothing is delivered
 * twice, and what was delivered can be amended and taken back.
 */
@Component
final class LedgerRetention implements Chore {
    private static final int AT_ONCE = 200;

    /** By the index delivery_spent. */
    private static final String SPENT = """
            select id, sealed_write, tenant from delivery
            where holds_text and sending_since is null
              and (state = 'written' or withdrawn and state in ('pending', 'refused'))
            limit ? for update skip locked""";

    /** By the index delivery_kept. */
    private static final String OLD = """
            select id, sealed_outcome from delivery
            where sealed_write is not null and sending_since is null and changed_at < ?
              and (state in ('written', 'refused') or withdrawn and state = 'pending')
            limit ? for update skip locked""";

    private record Sealed(UUID id, byte[] part) {}

    private record Spent(UUID id, String tenant, Optional<WriteText> write) {}

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final LedgerSeals seals;
    private final WritebackSettings settings;
    private final Clock clock;

    LedgerRetention(
            JdbcClient database,
            TransactionTemplate transactions,
            LedgerSeals seals,
            WritebackSettings settings,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.seals = seals;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public void run() {
        while (forgetTexts() == AT_ONCE) {}
        while (forgetNames() == AT_ONCE) {}
    }

    private int forgetTexts() {
        return transactions.execute(status -> {
            List<Spent> spent = database.sql(SPENT)
                    .param(AT_ONCE)
                    .query((rows, number) -> {
                        UUID id = rows.getObject(1, UUID.class);
                        return new Spent(id, rows.getString(3), seals.readableWrite(id, rows.getBytes(2)));
                    })
                    .list();
            spent.forEach(row -> database.sql("""
                            update delivery set holds_text = false, sealed_write = coalesce(?, sealed_write),
                                   patient = coalesce(patient, ?)
                            where id = ?""")
                    .param(row.write()
                            .map(write -> seals.write(row.id(), write.withoutText()))
                            .orElse(null))
                    .param(row.write()
                            .flatMap(write -> write.about().patient())
                            .map(patient -> seals.patient(row.tenant(), patient))
                            .orElse(null))
                    .param(row.id())
                    .update());
            return spent.size();
        });
    }

    private int forgetNames() {
        OffsetDateTime before = OffsetDateTime.ofInstant(clock.instant().minus(settings.kept()), ZoneOffset.UTC);
        return transactions.execute(status -> {
            List<Sealed> old = database.sql(OLD)
                    .param(before)
                    .param(AT_ONCE)
                    .query((rows, number) -> new Sealed(rows.getObject(1, UUID.class), rows.getBytes(2)))
                    .list();
            old.forEach(row ->
                    database.sql("""
                            update delivery set holds_text = false, sealed_write = null, sealed_outcome = ? where id = ?""").param(withoutReasons(row)).param(row.id()).update());
            return old.size();
        });
    }

    /** What cannot be read stays, as the key folder may be another one for a while. */
    private byte[] withoutReasons(Sealed row) {
        Optional<LedgerSeals.Outcome> outcome = seals.readableOutcome(row.id(), row.part());
        if (outcome.isEmpty()) {
            return row.part();
        }
        String reference = outcome.get().reference();
        return reference.isEmpty() ? null : seals.outcome(row.id(), new LedgerSeals.Outcome(List.of(), reference));
    }
}
