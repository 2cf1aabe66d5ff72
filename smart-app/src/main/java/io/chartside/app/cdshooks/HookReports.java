package io.chartside.app.cdshooks;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.plugin.DamagedSeal;
import io.chartside.app.plugin.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Audit events on their way to the record: written down before the answer leaves, sent after it, kept until they are taken. */
@Component
final class HookReports {

    private static final Logger LOG = LoggerFactory.getLogger(HookReports.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** One owed event. */
    record Owed(UUID id, String site, AuditEvent event) {}

    private final JdbcClient database;
    private final Sealing sealing;
    private final FhirContext context;
    private final Clock clock;

    HookReports(JdbcClient database, Sealing sealing, FhirContext context, Clock clock) {
        this.database = database;
        this.sealing = sealing;
        this.context = context;
        this.clock = clock;
    }

    void owe(EhrProfile profile, List<AuditEvent> events) {
        for (AuditEvent event : events) {
            UUID id = UUID.randomUUID();
            database.sql("insert into hook_report (id, site, sealed, due_at, created_at) values (?, ?, ?, ?, ?)")
                    .param(id)
                    .param(profile.site())
                    .param(sealing.seal(place(id), context.newJsonParser().encodeResourceToString(event)))
                    .param(now())
                    .param(now())
                    .update();
        }
    }

    /**
     * Takes some that are due, for a while: a process that dies with them leaves them to the next. An event that two
     * processes send stands twice on the trail, which does no harm; one that is lost would.
     */
    List<Owed> take(int most) {
        return database
                .sql("""
                        update hook_report set due_at = ? where id in (
                            select id from hook_report where due_at <= ? order by due_at limit ?
                            for update skip locked)
                        returning id, site, sealed""")
                .param(OffsetDateTime.ofInstant(clock.instant().plus(PAUSE), ZoneOffset.UTC))
                .param(now())
                .param(most)
                .query((rows, number) ->
                        opened(rows.getObject("id", UUID.class), rows.getString("site"), rows.getBytes("sealed")))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One that cannot be opened is told and kept, and holds up no other. */
    private Optional<Owed> opened(UUID id, String site, byte[] sealed) {
        try {
            String json = sealing.open(place(id), sealed);
            return Optional.of(new Owed(id, site, context.newJsonParser().parseResource(AuditEvent.class, json)));
        } catch (DamagedSeal damaged) {
            LOG.error("the audit event {} of {} is owed and cannot be opened: {}", id, site, damaged.getMessage());
            return Optional.empty();
        }
    }

    void settled(UUID id) {
        database.sql("delete from hook_report where id = ?").param(id).update();
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String place(UUID id) {
        return "hook_report:" + id;
    }
}
