package io.chartside.app.review;

import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.signature.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;

/** One draft, or the signed note it became, as its resources stand in the record. */
public record StoredDraft(List<Resource> resources) {

    public StoredDraft {
        resources = List.copyOf(resources);
    }

    /** What the document brings along of this type, such as its subject. */
    public <R extends Resource> Optional<R> first(Class<R> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** @throws IllegalArgumentException when there is no Composition among the resources */
    public Composition composition() {
        return first(Composition.class).orElseThrow(() -> new IllegalArgumentException("a draft has a Composition"));
    }

    public String id() {
        return composition().getIdElement().getIdPart();
    }

    public String version() {
        return composition().getMeta().getVersionId();
    }

    /** Whether a clinician has signed: nothing but preliminary work can be changed. */
    public boolean signed() {
        return composition().getStatus() != Composition.CompositionStatus.PRELIMINARY;
    }

    /** Whether what was signed is void. */
    public boolean withdrawn() {
        return Withdrawal.isWithdrawn(composition());
    }

    public DraftView view() {
        return DraftReader.read(resources);
    }

    /** A code, order or charge of this draft, by its reference; never one of another visit. */
    Optional<DomainResource> suggestion(String reference) {
        return view().codes().stream().anyMatch(code -> code.reference().equals(reference))
                        || view().orders().stream()
                                .anyMatch(order -> order.reference().equals(reference))
                        || view().charge()
                                .filter(charge -> charge.reference().equals(reference))
                                .isPresent()
                ? resources.stream()
                        .filter(resource -> reference(resource).equals(reference))
                        .map(DomainResource.class::cast)
                        .findFirst()
                : Optional.empty();
    }

    /** The same draft with one resource as it stands now. */
    StoredDraft with(Resource changed) {
        List<Resource> now = new ArrayList<>();
        resources.forEach(resource -> now.add(reference(resource).equals(reference(changed)) ? changed : resource));
        return new StoredDraft(now);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    @Override
    public String toString() {
        return "Draft Composition/" + id();
    }
}
