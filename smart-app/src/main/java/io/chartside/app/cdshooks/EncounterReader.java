package io.chartside.app.cdshooks;

import io.chartside.app.ehr.AccessReport;
import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.SignInAgain;
import io.chartside.app.launch.FhirClients;
import java.time.Duration;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The encounter that a hook is about: as prefetched, or fetched with the token that the EHR has handed over (CDS Hooks 2.0,
 * "Providing FHIR Resources to a CDS Service"). What is fetched goes on the record's audit trail.
 */
@Component
final class EncounterReader {

    /** The answer does not wait as long; a read that ends later is still reported. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final FhirClients clients;
    private final AccessReport accessReport;
    private final HookReports reports;

    EncounterReader(FhirClients clients, AccessReport accessReport, HookReports reports) {
        this.clients = clients;
        this.accessReport = accessReport;
        this.reports = reports;
    }

    /** @throws HookRefusal 412 when the encounter cannot be had, or is another one or another patient's */
    Visit read(EhrProfile profile, HookRequest request) {
        String id = request.encounter().orElseThrow();
        Optional<JsonNode> prefetched = request.prefetched()
                .filter(found -> isEncounter(found) || request.authorization().isEmpty());
        if (prefetched.isPresent()) {
            return prefetched(prefetched.get(), id, request.patient());
        }
        HookRequest.FhirAuthorization authorization = request.authorization()
                .orElseThrow(() -> HookRefusal.dataMissing(
                        "The encounter is neither in prefetch nor can it be fetched: fhirAuthorization is missing"));
        return fetched(profile, request, id, authorization);
    }

    /** An EHR that cannot prefetch sends null or an OperationOutcome (CDS Hooks 2.0). */
    private static boolean isEncounter(JsonNode prefetched) {
        return "Encounter".equals(prefetched.path("resourceType").asString(""));
    }

    private static Visit prefetched(JsonNode encounter, String id, String patient) {
        if (!isEncounter(encounter)) {
            throw HookRefusal.dataMissing("prefetch.encounter is no Encounter");
        }
        return checked(
                encounter.path("id").asString(""),
                encounter.path("subject").path("reference").asString(""),
                encounter.path("status").asString(""),
                id,
                patient);
    }

    private Visit fetched(
            EhrProfile profile, HookRequest request, String id, HookRequest.FhirAuthorization authorization) {
        EhrClient ehr = clients.handed(profile, new HandedToken(authorization.accessToken(), profile.name()), TIMEOUT);
        try {
            Encounter encounter = ehr.read(Encounter.class, id);
            return checked(
                    encounter.getIdElement().getIdPart(),
                    Optional.ofNullable(encounter.getSubject().getReference()).orElse(""),
                    encounter.hasStatus() ? encounter.getStatus().toCode() : "",
                    id,
                    request.patient());
        } catch (FhirFailure failure) {
            throw HookRefusal.dataMissing("The encounter cannot be fetched from the EHR's FHIR server");
        } finally {
            reports.owe(profile, accessReport.ofHook(profile, ehr.journal(), request.patient(), request.user()));
        }
    }

    private static Visit checked(String id, String subject, String status, String asked, String patient) {
        if (!id.equals(asked)) {
            throw HookRefusal.dataMissing("The encounter that came is another one than in context");
        }
        if (!subject.equals("Patient/" + patient) && !subject.endsWith("/Patient/" + patient)) {
            throw HookRefusal.dataMissing("The encounter that came is another patient's");
        }
        return new Visit(id, status);
    }

    /** The one token there is. */
    private record HandedToken(String token, String server) implements AccessTokens {

        @Override
        public String current() {
            return token;
        }

        @Override
        public String insteadOf(String rejected) {
            throw new SignInAgain(server, "");
        }

        @Override
        public String toString() {
            return "(token)";
        }
    }
}
