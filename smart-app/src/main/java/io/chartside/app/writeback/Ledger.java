package io.chartside.app.writeback;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.plugin.DamagedSeal;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.app.writeback.PlannedWrite.Name;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/** The write ledger in PostgreSQL. A write is claimed, and the claim committed, before anything is sent. */
@Component
final class Ledger {

    /** A claim older than this belongs to a process that died: longer than any EHR's timeout. */
    static final Duration CLAIM_LIFETIME = Duration.ofMinutes(5);

    /** Not where another write has made it needless, or may have. */
    static final String NEEDED = """
            (d.unless_arrived is null or exists (
                   select from delivery f where f.tenant = d.tenant and f.site = d.site and f.item = d.unless_arrived
                     and f.withdrawn and f.state in ('pending', 'refused') and f.sending_since is null))
            """;

    /** By the index delivery_due. */
    private static final String DUE = """
             (state = 'pending' and not withdrawn or state = 'unknown' and resolvable)
               and sending_since is null and not waits_for_sign_in and due_at <= ?
               and (follows is null or exists (
                   select from delivery f where f.tenant = d.tenant and f.site = d.site
                     and f.item = d.follows and f.state = 'written'))
               and\s""" + NEEDED;

    /** The write that a claimed one follows. */
    private static final String BEFORE = """
             (select f.id from delivery f where f.tenant = c.tenant and f.site = c.site and f.item = c.follows) as before,
             (select f.sealed_outcome from delivery f where f.tenant = c.tenant and f.site = c.site and f.item = c.follows)
               as outcome_before""";

    /** A write that this process alone has in its hands. */
    sealed interface Taken {
        UUID id();

        State state();

        int attempts();

        LaunchKey launch();
    }

    /** One whose row was changed, or was sealed with a key that is not in the key folder. */
    record Unreadable(UUID id, State state, int attempts, LaunchKey launch) implements Taken {}

    /**
     * One that can be sent or asked about.
     *
     * @param launch whose tokens are used
     * @param about whom it concerns, in ids of the record
     * @param before where the write that this one follows has arrived, with the version that it left where the EHR tells it
     * @param decided whether a person has looked at the EHR and wants it sent
     * @param withdrawn whether it is void: it may be asked about, and is not sent
     */
    record Claim(
            UUID id,
            String site,
            State state,
            int attempts,
            LaunchKey launch,
            Context about,
            PlannedWrite write,
            Optional<String> before,
            boolean decided,
            boolean withdrawn)
            implements Taken {}

    /** A row as it was claimed. @param before id and sealed outcome of the write that it follows; null where it follows none */
    private record Row(
            UUID id,
            String site,
            State state,
            int attempts,
            LaunchKey launch,
            byte[] write,
            UUID before,
            byte[] outcomeBefore,
            boolean decided,
            boolean withdrawn) {}

    /** What a plan made anew takes the place of. @param write empty where it is not kept any more, or cannot be read */
    private record Replaced(Optional<WriteText> write, boolean decided, Instant createdAt) {}

    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private final LedgerSeals seals;
    private final OwedReports reports;
    private final FhirContext context;
    private final Clock clock;

    Ledger(
            JdbcClient database,
            TransactionTemplate transactions,
            LedgerSeals seals,
            OwedReports reports,
            FhirContext context,
            Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.seals = seals;
        this.reports = reports;
        this.context = context;
        this.clock = clock;
    }

    /**
     * Enters a plan, whole or not at all; what is there already stays as it is, but for what an earlier plan refused and nobody
     * ever sent.
     *
     * @param voidWithWhatItFollows whether a write is void from the beginning when the one that it follows is: a withdrawal that
     *     came between the reading of the note and this knows nothing of it
     */
    void enter(LaunchSession session, String tenant, List<PlannedWrite> plan, boolean voidWithWhatItFollows) {
        transactions.executeWithoutResult(status -> {
            int place = 0;
            for (PlannedWrite write : plan) {
                enter(session, tenant, write, place++, voidWithWhatItFollows);
            }
        });
    }

    private void enter(
            LaunchSession session, String tenant, PlannedWrite write, int place, boolean voidWithWhatItFollows) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        Optional<Replaced> replaced = replaced(session, tenant, write.name());
        WriteText planned = WriteText.of(write, session.record(), context);
        // The same message again is known by its control id.
        WriteText text =
                replaced.flatMap(Replaced::write).filter(planned::isMessageOf).orElse(planned);
        byte[] outcome = write.refusal()
                .map(reason -> seals.outcome(id, new LedgerSeals.Outcome(List.of(reason), "")))
                .orElse(null);
        Optional<byte[]> follows = write.follows().map(name -> seals.item(session, name));
        // Shared, so that a withdrawal goes on to the writes that follow only once this one is there.
        database.sql("""
                        insert into delivery (id, tenant, site, item, visit, author, launch_hash, place, state, resolvable,
                                              due_at, sealed_write, sealed_outcome, created_at, changed_at, follows,
                                              unless_arrived, decided, patient, withdrawn)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                                coalesce((select f.withdrawn and ? from delivery f
                                          where f.tenant = ? and f.site = ? and f.item = ? for share), false))
                        on conflict (tenant, site, item) do nothing""")
                .param(id)
                .param(tenant)
                .param(session.site())
                .param(seals.item(session, write.name()))
                .param(seals.visit(session))
                .param(seals.author(session))
                .param(LaunchKey.of(session).hash())
                .param(place)
                .param(write.refusal().isPresent() ? "refused" : "pending")
                .param(write.resolvable())
                .param(at(now))
                .param(seals.write(id, text))
                .param(outcome)
                .param(at(replaced.map(Replaced::createdAt).orElse(now)))
                .param(at(now))
                .param(follows.orElse(null))
                .param(write.unless().map(name -> seals.item(session, name)).orElse(null))
                .param(replaced.filter(Replaced::decided).isPresent())
                .param(session.record()
                        .patient()
                        .map(patient -> seals.patient(tenant, patient))
                        .orElse(null))
                .param(voidWithWhatItFollows)
                .param(tenant)
                .param(session.site())
                .param(follows.orElse(null))
                .update();
    }

    /** Takes out what this clinician's write of this name came to, if it is to be planned anew. */
    private Optional<Replaced> replaced(LaunchSession session, String tenant, Name name) {
        return database.sql("""
                        delete from delivery
                        where tenant = ? and site = ? and item = ? and author = ? and state = 'refused' and attempts = 0
                        returning id, sealed_write, decided, created_at""")
                .param(tenant)
                .param(session.site())
                .param(seals.item(session, name))
                .param(seals.author(session))
                .query((rows, number) -> new Replaced(
                        seals.readableWrite(rows.getObject(1, UUID.class), rows.getBytes(2)),
                        rows.getBoolean(3),
                        rows.getObject(4, OffsetDateTime.class).toInstant()))
                .optional();
    }

    /**
     * Notes that what these writes brought, or were to bring, is void: what nobody has sent yet is not sent any more.
     *
     * @return those that are at the EHR or may be, and need another write that takes them back
     */
    Set<Name> withdraw(LaunchSession session, String tenant, Set<Name> names) {
        return names.stream()
                .filter(name -> database.sql("""
                                update delivery set withdrawn = true
                                where tenant = ? and site = ? and item = ?
                                returning state in ('written', 'unknown') or sending_since is not null""")
                        .param(tenant)
                        .param(session.site())
                        .param(seals.item(session, name))
                        .query(Boolean.class)
                        .optional()
                        .orElse(false))
                .collect(Collectors.toSet());
    }

    /** Whether a write of this name was ever entered for the launch's site. */
    boolean knows(LaunchSession session, String tenant, Name name) {
        return database.sql("select count(*) from delivery where tenant = ? and site = ? and item = ?")
                        .param(tenant)
                        .param(session.site())
                        .param(seals.item(session, name))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Sites that have something to be sent or asked about now. */
    List<String> sitesDue() {
        return database.sql("select distinct site from delivery d where" + DUE)
                .param(at(clock.instant()))
                .query(String.class)
                .list();
    }

    /** Takes one write of this site that is due: to be sent (PENDING), or to be asked about (UNKNOWN). */
    Optional<Taken> take(String site) {
        Instant now = clock.instant();
        return database.sql("update delivery c set sending_since = ?, attempts = attempts + 1"
                        + " where id = (select id from delivery d where site = ? and" + DUE
                        + " order by due_at, created_at, place limit 1 for update skip locked)"
                        + " returning id, site, state, attempts, launch_hash, sealed_write, decided, withdrawn,"
                        + BEFORE)
                .param(at(now))
                .param(site)
                .param(at(now))
                .query((rows, number) -> row(rows))
                .optional()
                .map(this::read);
    }

    private static Row row(ResultSet rows) throws SQLException {
        return new Row(
                rows.getObject("id", UUID.class),
                rows.getString("site"),
                state(rows.getString("state")),
                rows.getInt("attempts"),
                new LaunchKey(rows.getBytes("launch_hash")),
                rows.getBytes("sealed_write"),
                rows.getObject("before", UUID.class),
                rows.getBytes("outcome_before"),
                rows.getBoolean("decided"),
                rows.getBoolean("withdrawn"));
    }

    private Taken read(Row row) {
        if (row.write() == null) {
            return new Unreadable(row.id(), row.state(), row.attempts(), row.launch());
        }
        try {
            WriteText text = seals.write(row.id(), row.write());
            Optional<String> before = Optional.ofNullable(row.before())
                    .map(id -> seals.outcome(id, row.outcomeBefore()).reference())
                    .filter(reference -> !reference.isEmpty());
            return new Claim(
                    row.id(),
                    row.site(),
                    row.state(),
                    row.attempts(),
                    row.launch(),
                    text.about(),
                    text.write(context),
                    before,
                    row.decided(),
                    row.withdrawn());
        } catch (DamagedSeal | JacksonException | DataFormatException unreadable) {
            return new Unreadable(row.id(), row.state(), row.attempts(), row.launch());
        }
    }

    /**
     * Notes how the claimed attempt ended, and the report that is owed for it, whatever became of the claim: one that ran out
     * settles nothing, also when the write is in other hands by then, as each claim has a number of its own.
     */
    void settle(Taken taken, Attempt attempt, Optional<Bundle> report) {
        transactions.executeWithoutResult(status -> {
            note(taken, attempt);
            report.ifPresent(batch -> reports.add(taken.id(), batch));
        });
    }

    private void note(Taken taken, Attempt attempt) {
        Instant now = clock.instant();
        Attempt.Entry entry = attempt.next(taken.state(), taken.attempts());
        // What was never sent is planned anew where its clinician wants it tried again.
        boolean neverSent = attempt instanceof Attempt.Unreadable && entry.state() == State.REFUSED;
        database.sql("""
                        update delivery set state = ?, waits_for_sign_in = ?, due_at = ?, sending_since = null,
                               sealed_outcome = ?, changed_at = ?, resolvable = resolvable and ?,
                               attempts = case when ? then 0 else attempts end
                        where id = ? and state = ? and attempts = ? and sending_since is not null""")
                .param(entry.state().name().toLowerCase(Locale.ROOT))
                .param(entry.waitsForSignIn())
                .param(at(now.plus(entry.delay())))
                .param(seals.outcome(taken.id(), new LedgerSeals.Outcome(entry.reasons(), entry.reference())))
                .param(at(now))
                .param(!attempt.leavesItToAPerson())
                .param(neverSent)
                .param(taken.id())
                .param(taken.state().name().toLowerCase(Locale.ROOT))
                .param(taken.attempts())
                .update();
    }

    /** What a dead process had in its hands may have been sent: UNKNOWN, never PENDING again by itself. */
    int recover() {
        Instant now = clock.instant();
        return database.sql("""
                        update delivery set state = 'unknown', sending_since = null, due_at = ?, changed_at = ?
                        where sending_since < ?""")
                .param(at(now))
                .param(at(now))
                .param(at(now.minus(CLAIM_LIFETIME)))
                .update();
    }

    /** Lets what waits for this clinician's sign-in go on with the tokens of a new launch. */
    int resume(LaunchSession session) {
        Instant now = clock.instant();
        return database.sql("""
                        update delivery set launch_hash = ?, waits_for_sign_in = false, due_at = ?, changed_at = ?
                        where author = ? and waits_for_sign_in""")
                .param(LaunchKey.of(session).hash())
                .param(at(now))
                .param(at(now))
                .param(seals.author(session))
                .update();
    }

    static State state(String text) {
        return State.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
