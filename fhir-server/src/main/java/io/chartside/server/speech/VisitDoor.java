package io.chartside.server.speech;

import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Writings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.sealed.SealedVisits;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.util.List;
import org.springframework.stereotype.Component;

/** Who may have which visit recorded: whoever may read the encounter and write what becomes of it, with the patient's consent. */
@Component
final class VisitDoor {
    /** What a recording becomes. */
    static final List<String> WRITTEN = List.of("DocumentReference", "Media", "Binary");

    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("the number of a patient whose visit is recorded");

    private final Readings readings;
    private final Writings writings;
    private final ResourceStore store;
    private final RecordingConsents consents;
    private final Agreements agreements;

    VisitDoor(
            Readings readings,
            Writings writings,
            ResourceStore store,
            RecordingConsents consents,
            Agreements agreements) {
        this.readings = readings;
        this.writings = writings;
        this.store = store;
        this.consents = consents;
        this.agreements = agreements;
    }

    /** @throws FhirRefusal 403, 404, 410; 422 without a patient or without consent */
    RecordedVisit admit(RequestContext context, String encounterId) {
        WRITTEN.forEach(type -> writings.require(context, Interaction.UPDATE, type));
        return admitted(context, readings.current(context, "Encounter", encounterId));
    }

    /**
     * @param encounter that the caller may read
     * @throws FhirRefusal 403 without the tenant's agreement; 422 without a patient or without consent
     */
    RecordedVisit admitted(RequestContext context, StoredResource encounter) {
        if (SealedVisits.isSealed(encounter.id())) {
            throw FhirRefusal.againstRule(SealedVisits.NO_WORDS, "Encounter.class");
        }
        agreements.require(context.tenant()); // Before a speech service hears a word of the visit.
        String patient =
                JsonTree.ofStored(encounter.json()).at("/subject/reference").asText();
        String id = patient.startsWith("Patient/") ? patient.substring("Patient/".length()) : "";
        long rid = store.read(context.tenant(), ANY, "Patient", id.isEmpty() ? "-" : id)
                .filter(found -> !found.deleted())
                .map(StoredResource::rid)
                .orElseThrow(() -> FhirRefusal.againstRule("The encounter has no patient", "Encounter.subject"));
        consents.require(context.tenant(), patient, "Encounter/" + encounter.id());
        return new RecordedVisit(context, encounter.id(), id, rid);
    }

    /** @throws FhirRefusal 422 without consent, as it is now */
    void requireConsent(RecordedVisit visit) {
        consents.require(visit.tenant(), visit.patient(), visit.encounter());
    }
}
