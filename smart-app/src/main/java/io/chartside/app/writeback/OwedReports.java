package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchKey;
import io.chartside.app.plugin.DamagedSeal;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports of writes that the record has not taken yet. Each waits by itself, whatever becomes of its write: a message goes without
 * anybody, and a note that was withdrawn before it was taken never goes.
 */
@Component
final class OwedReports {
    private static final Logger LOG = LoggerFactory.getLogger(OwedReports.class);

    /** One of them. @param attempts that the record has not taken */
    record Report(UUID id, LaunchKey launch, Bundle batch, byte[] sealed, int attempts) {}

    private final JdbcClient database;
    private final LedgerSeals seals;
    private final Clock clock;

    OwedReports(JdbcClient database, LedgerSeals seals, Clock clock) {
        this.database = database;
        this.seals = seals;
        this.clock = clock;
    }

    /** Those that are due, of launches that may have a valid token. By the index delivery_unreported. */
    List<Report> due(int limit) {
        return database
                .sql("""
                        select id, launch_hash, sealed_report, report_attempts from delivery
                        where sealed_report is not null and not report_waits_for_sign_in and report_due_at <= ?
                        order by report_due_at limit ?""")
                .param(at(clock.instant()))
                .param(limit)
                .query((rows, number) -> open(
                        rows.getObject("id", UUID.class),
                        rows.getBytes("launch_hash"),
                        rows.getBytes("sealed_report"),
                        rows.getInt("report_attempts")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One that cannot be opened is told and kept, and holds up no other. */
    private Optional<Report> open(UUID id, byte[] launch, byte[] sealed, int attempts) {
        try {
            return Optional.of(new Report(id, new LaunchKey(launch), seals.report(id, sealed), sealed, attempts));
        } catch (DamagedSeal damaged) {
            LOG.error("access report of delivery {} cannot be opened", id);
            later(id, attempts);
            return Optional.empty();
        }
    }

    /** The record has it. What another attempt has added meanwhile is still owed. */
    void told(Report report) {
        database.sql("update delivery set sealed_report = null, report_attempts = 0 where id = ? and sealed_report = ?")
                .param(report.id())
                .param(report.sealed())
                .update();
    }

    /** It goes on with its clinician's next launch, unless that has come meanwhile. */
    void waitForSignIn(Report report) {
        database.sql("update delivery set report_waits_for_sign_in = true where id = ? and launch_hash = ?")
                .param(report.id())
                .param(report.launch().hash())
                .update();
    }

    /** The record has not taken it: again after a growing while, so that it holds up no other. */
    void later(Report report) {
        later(report.id(), report.attempts());
    }

    private void later(UUID id, int before) {
        int attempts = before + 1;
        Instant due = clock.instant().plus(Attempt.delay(attempts));
        database.sql("update delivery set report_attempts = ?, report_due_at = ? where id = ?")
                .param(attempts)
                .param(at(due))
                .param(id)
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
