package io.chartside.app.cdshooks;

import io.chartside.app.cdshooks.VisitState.Note;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirUnavailable;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.words.Texts;
import java.time.Duration;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UriType;
import org.springframework.stereotype.Component;

/**
 * Asks the record how far a visit is, as a back end whose token opens nothing but this question and the audit trail
 * (docs/adr/0045).
 */
@Component
final class VisitStates {

    private static final String SCOPES = "visit-status system/AuditEvent.c";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final FhirClients clients;
    private final CdsHooksSettings settings;

    VisitStates(FhirClients clients, CdsHooksSettings settings) {
        this.clients = clients;
        this.settings = settings;
    }

    /** The client that speaks to the record of an EHR's tenant. */
    RecordClient record(EhrProfile profile) {
        return clients.backEnd(profile, settings.recordClientId(), SCOPES, TIMEOUT);
    }

    /**
     * @param patient logical id at the EHR
     * @param encounter logical id at the EHR
     * @throws FhirFailure when the record does not tell
     */
    VisitState of(EhrProfile profile, String patient, String encounter) {
        Parameters asked = new Parameters();
        asked.addParameter("ehr", new UriType(profile.base().toString()));
        asked.addParameter("patient", new IdType(patient));
        asked.addParameter("encounter", new IdType(encounter));
        Parameters told = record(profile).operation("Encounter/$visit-status", asked, Parameters.class);
        if (told.getParameterValue("note") instanceof CodeType note
                && told.getParameterValue("undocumented") instanceof IntegerType undocumented) {
            return new VisitState(Note.valueOf(note.getValue().toUpperCase(Locale.ROOT)), undocumented.getValue());
        }
        throw new FhirUnavailable(
                Texts.kept("detail.unfit-answer"), "the record did not tell how far the visit is", false, "", null);
    }

    /**
     * The first call of a process would find no token and cold classes, and come too late for its answer.
     *
     * @throws FhirFailure while the record does not answer
     */
    void warm(EhrProfile profile) {
        of(profile, "none", "none");
    }
}
