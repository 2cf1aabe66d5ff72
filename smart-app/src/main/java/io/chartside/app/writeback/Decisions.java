package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What clinicians decide of their own writes of a visit. */
@Component
final class Decisions {
    private final JdbcClient database;
    private final LedgerSeals seals;
    private final Clock clock;

    Decisions(JdbcClient database, LedgerSeals seals, Clock clock) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
    }

    /**
     * A person's decision on a write of this visit that was refused or is unknown: try again, or it is there; of a void one that is
     * unknown, REFUSED: it is not there. A void one is not tried again.
     */
    boolean decide(LaunchSession session, UUID id, State decision) {
        Instant now = clock.instant();
        return database.sql("""
                                update delivery set state = ?, launch_hash = ?, due_at = ?, waits_for_sign_in = false,
                                       decided = true, changed_at = ?
                                where id = ? and visit = ? and author = ? and state in ('refused', 'unknown')
                                  and sending_since is null and (sealed_write is not null or ? = 'written')
                                  and case ? when 'pending' then not withdrawn
                                             when 'refused' then withdrawn and state = 'unknown' else true end""")
                        .param(decision.name().toLowerCase(Locale.ROOT))
                        .param(LaunchKey.of(session).hash())
                        .param(at(now))
                        .param(at(now))
                        .param(id)
                        .param(seals.visit(session))
                        .param(seals.author(session))
                        .param(decision.name().toLowerCase(Locale.ROOT))
                        .param(decision.name().toLowerCase(Locale.ROOT))
                        .update()
                == 1;
    }

    /** Lets the next plan of this visit make anew what was refused, in this clinician's name. What is void stays as it is. */
    void planAnew(LaunchSession session, UUID id) {
        database.sql("""
                        update delivery set attempts = 0, decided = true
                        where id = ? and visit = ? and author = ? and state = 'refused' and not withdrawn""")
                .param(id)
                .param(seals.visit(session))
                .param(seals.author(session))
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
