package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchKey;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reports of writes that the record has not taken yet. Each waits by itself, whatever becomes of its write: a message goes without
 * anybody, and a note that was withdrawn before it was taken never goes.
 */
@Component
final class OwedReports {

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
        return database.sql("""
                        select id, launch_hash, sealed_report, report_attempts from delivery
                        where sealed_report is not null and not report_waits_for_sign_in and report_due_at <= ?
                        order by report_due_at limit ?""")
                .param(at(clock.instant()))
                .param(limit)
                .query((rows, number) -> {
                    UUID id = rows.getObject("id", UUID.class);
                    byte[] sealed = rows.getBytes("sealed_report");
                    return new Report(
                            id,
                            new LaunchKey(rows.getBytes("launch_hash")),
                            seals.report(id, sealed),
                            sealed,
                            rows.getInt("report_attempts"));
                })
                .list();
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
        int attempts = report.attempts() + 1;
        Instant due = clock.instant().plus(Attempt.delay(attempts));
        database.sql("update delivery set report_attempts = ?, report_due_at = ? where id = ?")
                .param(attempts)
                .param(at(due))
                .param(report.id())
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
