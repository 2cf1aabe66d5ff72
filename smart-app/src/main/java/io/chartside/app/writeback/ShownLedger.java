package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.DeliveryState.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The write ledger as the page shows it. A part that cannot be read keeps the clinician from none of the others. */
@Component
final class ShownLedger {
    private final JdbcClient database;
    private final LedgerSeals seals;

    ShownLedger(JdbcClient database, LedgerSeals seals) {
        this.database = database;
        this.seals = seals;
    }

    /** The writes of the launch's visit, in the order of the plan. */
    List<DeliveryState> ofVisit(LaunchSession session) {
        return database.sql("""
                        select d.id, d.state, d.waits_for_sign_in, d.attempts, d.sealed_write, d.sealed_outcome, d.changed_at,
                               d.withdrawn, d.withdrawn and d.state in ('pending', 'refused') and d.sending_since is null as unsent,
                               d.follows is not null and d.state = 'pending' and f.state is distinct from 'written' as blocked,
                               d.state = 'pending' and f.withdrawn and f.state in ('pending', 'refused')
                                 and f.sending_since is null as in_vain
                        from delivery d
                             left join delivery f on f.tenant = d.tenant and f.site = d.site and f.item = d.follows
                        where d.visit = ? and\s""" + Ledger.NEEDED + " order by d.created_at, d.follows is not null, d.place")
                .param(seals.visit(session))
                .query((rows, number) -> shown(rows))
                .list();
    }

    private DeliveryState shown(ResultSet rows) throws SQLException {
        UUID id = rows.getObject("id", UUID.class);
        LedgerSeals.Outcome outcome = outcome(id, rows.getBytes("sealed_outcome"));
        boolean unsent = rows.getBoolean("unsent");
        boolean inVain = rows.getBoolean("in_vain");
        List<String> reasons = unsent
                ? List.of(Texts.kept("ledger.withdrawn"))
                : inVain
                        ? List.of(Texts.kept("ledger.in-vain"))
                        : rows.getBoolean("blocked") ? List.of(Texts.kept("ledger.waits")) : outcome.reasons();
        return new DeliveryState(
                id,
                what(id, rows.getBytes("sealed_write")),
                unsent || inVain ? State.REFUSED : Ledger.state(rows.getString("state")),
                rows.getBoolean("withdrawn") || inVain,
                rows.getBoolean("waits_for_sign_in"),
                rows.getInt("attempts"),
                reasons.stream().map(Texts::shown).toList(),
                Optional.of(outcome.reference().replaceFirst("/_history/.*", ""))
                        .filter(reference -> !reference.isEmpty()),
                rows.getObject("changed_at", OffsetDateTime.class).toInstant());
    }

    private String what(UUID id, byte[] sealed) {
        return seals.readableWrite(id, sealed)
                .map(write -> Texts.shown(write.what()))
                .orElseGet(() -> Texts.of("ledger.unreadable-part"));
    }

    private LedgerSeals.Outcome outcome(UUID id, byte[] sealed) {
        return seals.readableOutcome(id, sealed)
                .orElseGet(() -> new LedgerSeals.Outcome(List.of(Texts.kept("ledger.unreadable-outcome", id)), ""));
    }
}
