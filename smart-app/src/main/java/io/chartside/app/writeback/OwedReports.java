package io.chartside.app.writeback;

import ca.uhn.fhir.parser.DataFormatException;
import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.plugin.DamagedSeal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports of writes that the record has not taken yet. Each waits by itself, whatever becomes of its write: a message goes without
 * anybody, and a note that was withdrawn before it was taken never goes. One process takes each at a time; one that dies with it
 * leaves it to be taken again, so that the record may have it twice and never lacks it.
 */
@Component
final class OwedReports {
    private static final Logger LOG = LoggerFactory.getLogger(OwedReports.class);

    /** One of them. @param attempts that the record has not taken */
    record Report(UUID id, UUID delivery, LaunchKey launch, Bundle batch, int attempts) {}

    private record Sealed(UUID id, UUID delivery, byte[] launch, byte[] sealed, int attempts) {}

    private final JdbcClient database;
    private final LedgerSeals seals;
    private final Clock clock;

    OwedReports(JdbcClient database, LedgerSeals seals, Clock clock) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
    }

    /** Owes a report of this write to the record, in the name of the write's clinician. */
    void add(UUID delivery, Bundle batch) {
        UUID id = UUID.randomUUID();
        database.sql("""
                        insert into owed_report (id, delivery, author, launch_hash, sealed, due_at)
                        select ?, id, author, launch_hash, ?, ? from delivery where id = ?""")
                .param(id)
                .param(seals.report(id, batch))
                .param(at(clock.instant()))
                .param(delivery)
                .update();
    }

    /** Takes one that is due, of a launch that may have a valid token. By the index owed_report_due. */
    Optional<Report> take() {
        Optional<Sealed> taken = next();
        while (taken.isPresent()) {
            Optional<Report> report = open(taken.get());
            if (report.isPresent()) {
                return report;
            }
            taken = next();
        }
        return Optional.empty();
    }

    private Optional<Sealed> next() {
        Instant now = clock.instant();
        return database.sql("""
                        update owed_report set due_at = ?
                        where id = (select id from owed_report where not waits_for_sign_in and due_at <= ?
                                    order by due_at limit 1 for update skip locked)
                        returning id, delivery, launch_hash, sealed, attempts""")
                .param(at(now.plus(Ledger.CLAIM_LIFETIME)))
                .param(at(now))
                .query((rows, number) -> new Sealed(
                        rows.getObject("id", UUID.class),
                        rows.getObject("delivery", UUID.class),
                        rows.getBytes("launch_hash"),
                        rows.getBytes("sealed"),
                        rows.getInt("attempts")))
                .optional();
    }

    /** One that cannot be opened is told and kept, and holds up no other. */
    private Optional<Report> open(Sealed one) {
        try {
            return Optional.of(new Report(
                    one.id(),
                    one.delivery(),
                    new LaunchKey(one.launch()),
                    seals.report(one.id(), one.sealed()),
                    one.attempts()));
        } catch (DamagedSeal | DataFormatException damaged) {
            LOG.error("an access report of delivery {} cannot be opened", one.delivery());
            later(one.id(), one.attempts());
            return Optional.empty();
        }
    }

    /** The record has it. */
    void told(Report report) {
        database.sql("delete from owed_report where id = ?").param(report.id()).update();
    }

    /** It goes on with its clinician's next launch, at once if that has come meanwhile. */
    void waitForSignIn(Report report) {
        database.sql("update owed_report set waits_for_sign_in = (launch_hash = ?), due_at = ? where id = ?")
                .param(report.launch().hash())
                .param(at(clock.instant()))
                .param(report.id())
                .update();
    }

    /** Lets what waits for this clinician's sign-in go on with the tokens of a new launch. */
    int resume(LaunchSession session) {
        return database.sql("""
                        update owed_report set launch_hash = ?, waits_for_sign_in = false
                        where author = ? and waits_for_sign_in""")
                .param(LaunchKey.of(session).hash())
                .param(seals.author(session))
                .update();
    }

    /** The record has not taken it: again after a growing while, so that it holds up no other. */
    void later(Report report) {
        later(report.id(), report.attempts());
    }

    private void later(UUID id, int before) {
        int attempts = before + 1;
        Instant due = clock.instant().plus(Attempt.delay(attempts));
        database.sql("update owed_report set attempts = ?, due_at = ? where id = ?")
                .param(attempts)
                .param(at(due))
                .param(id)
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
