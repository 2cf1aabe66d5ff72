package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.FhirClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Follows the record where it erases patients: asks it once an hour which of those whom the ledger names yet are erased, as a back
 * end that may read nothing, and deletes all that the ledger has of them.
 */
@Component
final class ErasedPatients implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(ErasedPatients.class);

    static final Duration PAUSE = Duration.ofHours(1);

    /** As many as the record takes in one question. */
    private static final int AT_ONCE = 100;

    private static final String SCOPE = "visit-status";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** One row for each patient whose id is in it still. By the index delivery_patient. */
    private static final String NAMED = """
            select distinct on (patient) patient, id, sealed_write from delivery
            where tenant = ? and patient > ? and sealed_write is not null order by patient limit ?""";

    private record Named(byte[] hash, UUID id, byte[] sealed) {}

    private final JdbcClient database;
    private final LedgerSeals seals;
    private final EhrProfiles profiles;
    private final FhirClients clients;
    private final WritebackSettings settings;
    private final Clock clock;
    private Instant next = Instant.EPOCH;

    ErasedPatients(
            JdbcClient database,
            LedgerSeals seals,
            EhrProfiles profiles,
            FhirClients clients,
            WritebackSettings settings,
            Clock clock) {
        this.database = database;
        this.seals = seals;
        this.profiles = profiles;
        this.clients = clients;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "erased-patients";
    }

    @Override
    public synchronized void run() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(PAUSE);
        Map<String, EhrProfile> tenants = new LinkedHashMap<>();
        profiles.all().stream()
                .flatMap(ErasedPatients::ofEachOrganization)
                .forEach(one -> tenants.putIfAbsent(one.tenant(), one));
        tenants.values().forEach(this::follow);
    }

    private static Stream<EhrProfile> ofEachOrganization(EhrProfile profile) {
        Set<String> organizations = profile.launch().organizations().keySet();
        return organizations.isEmpty()
                ? Stream.of(profile)
                : organizations.stream().flatMap(one -> profile.at(Optional.of(one)).stream());
    }

    private void follow(EhrProfile profile) {
        RecordClient record = clients.backEnd(profile, settings.recordClientId(), SCOPE, TIMEOUT);
        try {
            List<Named> page = page(profile.tenant(), new byte[0]);
            while (!page.isEmpty()) {
                follow(record, profile.tenant(), page);
                page = page(profile.tenant(), page.get(page.size() - 1).hash());
            }
        } catch (SignInAgain notRegistered) {
            LOG.warn(
                    "the record of {} does not tell {} which patients were erased: their deliveries are kept",
                    profile.tenant(),
                    settings.recordClientId());
        } catch (FhirFailure later) {
            LOG.warn("the record of {} did not tell which patients were erased", profile.tenant());
        }
    }

    private List<Named> page(String tenant, byte[] after) {
        return database.sql(NAMED)
                .param(tenant)
                .param(after)
                .param(AT_ONCE)
                .query((rows, number) -> new Named(rows.getBytes(1), rows.getObject(2, UUID.class), rows.getBytes(3)))
                .list();
    }

    private void follow(RecordClient record, String tenant, List<Named> page) {
        Parameters asked = new Parameters();
        page.forEach(row -> seals.readableWrite(row.id(), row.sealed())
                .flatMap(write -> write.about().patient())
                .ifPresent(patient -> asked.addParameter("patient", new IdType(patient))));
        if (asked.isEmpty()) {
            return;
        }
        Parameters erased = record.operation("Patient/$erased", asked, Parameters.class);
        erased.getParameter().stream()
                .map(one -> one.getValue().primitiveValue())
                .forEach(patient -> {
                    int rows = database.sql("delete from delivery where tenant = ? and patient = ?")
                            .param(tenant)
                            .param(seals.patient(tenant, patient))
                            .update();
                    LOG.info("{} deliveries of a patient of {} were deleted who was erased", rows, tenant);
                });
    }
}
