package io.chartside.app.review;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.LaunchSession;
import io.chartside.mappings.ehr.EhrScratchpad;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** What the page may put on the EHR's scratchpad: what the clinician has accepted in the newest draft of the visit. */
@Component
public class Scratchpad {

    private final Drafts drafts;
    private final FhirContext context;

    Scratchpad(Drafts drafts, FhirContext context) {
        this.drafts = drafts;
        this.context = context;
    }

    /**
     * FHIR JSON in two lists, {@code problems} and {@code orders}.
     *
     * @param profile of the EHR: what is delivered there once it is signed does not go this way too
     */
    public String of(LaunchSession session, RecordClient record, String encounter, EhrProfile profile) {
        Optional<StoredDraft> draft = drafts.newest(record, encounter).filter(found -> !found.withdrawn());
        Reference patient = new Reference("Patient/" + session.ehr().patient().orElseThrow());
        Reference visit = session.ehr()
                .encounter()
                .map(id -> new Reference("Encounter/" + id))
                .orElseGet(Reference::new);
        List<? extends Resource> problems = draft.filter(
                        found -> !found.signed() || profile.codes().kind() == EhrProfile.Codes.Kind.NONE)
                .map(found -> EhrScratchpad.problems(found.resources(), patient, visit))
                .orElse(List.of());
        List<? extends Resource> orders = draft.filter(
                        found -> !found.signed() || profile.orders().kind() == EhrProfile.Orders.Kind.NONE)
                .map(found -> EhrScratchpad.orders(found.resources(), patient, visit))
                .orElse(List.of());
        return "{\"problems\":" + json(problems) + ",\"orders\":" + json(orders) + "}";
    }

    private String json(List<? extends Resource> resources) {
        return resources.stream()
                .map(resource -> context.newJsonParser().encodeResourceToString(resource))
                .toList()
                .toString();
    }
}
