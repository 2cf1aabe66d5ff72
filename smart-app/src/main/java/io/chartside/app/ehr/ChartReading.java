package io.chartside.app.ehr;

import io.chartside.app.plugin.Together;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of one patient's chart at the EHR, all asked for at once. */
final class ChartReading {
    private static final Logger LOG = LoggerFactory.getLogger(ChartReading.class);

    /** Enough for the note's context; the rest of the chart stays where it is. */
    private static final int PART_LIMIT = 100;

    private static final int RECENT_LIMIT = 30;

    static final Map<String, Class<? extends DomainResource>> IMPORTED = Map.of(
            "Condition", Condition.class,
            "MedicationRequest", MedicationRequest.class,
            "AllergyIntolerance", AllergyIntolerance.class,
            "Observation", Observation.class,
            "DocumentReference", DocumentReference.class);

    private final EhrClient ehr;
    private final Together together;
    private final String patient;

    ChartReading(EhrClient ehr, Together together, String patient) {
        this.ehr = ehr;
        this.together = together;
        this.patient = patient;
    }

    /**
     * @param complete whether the EHR gave all of this part that is current. One that it refuses or does not answer is left out, one that
     *     is longer than what is asked for is cut, and both are told
     */
    record Read(ChartPart part, List<? extends DomainResource> found, boolean complete) {}

    /** @param context relative references to what else the launch is about */
    List<CompletableFuture<Read>> begin(List<String> context) {
        List<CompletableFuture<Read>> begun = new ArrayList<>();
        begun.add(begin(
                ChartPart.CONDITIONS,
                () -> currentFirst(Condition.class, ChartPart.CONDITIONS, ofPatient(), "clinical-status")));
        begun.add(begin(ChartPart.MEDICATIONS, this::medications));
        begun.add(begin(
                ChartPart.ALLERGIES,
                () -> currentFirst(AllergyIntolerance.class, ChartPart.ALLERGIES, ofPatient(), "clinical-status")));
        begun.add(begin(ChartPart.VITAL_SIGNS, () -> recent(ChartPart.VITAL_SIGNS, Observation.class, "vital-signs")));
        begun.add(begin(ChartPart.LABORATORY, () -> recent(ChartPart.LABORATORY, Observation.class, "laboratory")));
        begun.add(begin(ChartPart.DOCUMENTS, () -> recent(ChartPart.DOCUMENTS, DocumentReference.class, "")));
        for (String reference : context) {
            String[] parts = reference.split("/", 2);
            Class<? extends DomainResource> type = IMPORTED.get(parts[0]);
            if (type != null) {
                begun.add(one(ChartPart.CONTEXT, type, parts[1]));
            }
        }
        return begun;
    }

    /** One resource of the EHR as a part. */
    <T extends DomainResource> CompletableFuture<Read> one(ChartPart part, Class<T> type, String id) {
        return begin(part, () -> new Read(part, List.of(ehr.read(type, id)), true));
    }

    private CompletableFuture<Read> begin(ChartPart part, Supplier<Read> read) {
        return together.begin(() -> {
            try {
                return read.get();
            } catch (FhirRefused | FhirUnavailable without) {
                LOG.warn("{} left out: {} (request {})", part, without.getMessage(), without.requestId());
                return new Read(part, List.of(), false);
            }
        });
    }

    private SearchParameters ofPatient() {
        return SearchParameters.of("patient", patient);
    }

    private <T extends DomainResource> Read recent(ChartPart part, Class<T> type, String category) {
        SearchParameters matching =
                category.isEmpty() ? ofPatient() : ofPatient().and("category", category);
        return new Read(part, ehr.all(type, matching.and("_sort", "-date").and("_count", "30"), RECENT_LIMIT), true);
    }

    /** A chart that is longer than what is asked for is asked for what is active of it, by EHRs that can be asked so. */
    private <T extends DomainResource> Read currentFirst(
            Class<T> type, ChartPart part, SearchParameters parameters, String status) {
        Matches<T> any = ehr.matches(type, parameters, PART_LIMIT);
        if (any.complete()) {
            return new Read(part, any.found(), true);
        }
        try {
            Matches<T> active = ehr.matches(type, ofPatient().and(status, "active"), PART_LIMIT);
            Map<String, T> both = new LinkedHashMap<>();
            active.found().forEach(one -> both.put(one.getIdElement().getIdPart(), one));
            any.found().forEach(one -> both.putIfAbsent(one.getIdElement().getIdPart(), one));
            return new Read(part, List.copyOf(both.values()), active.complete());
        } catch (FhirRefused notSo) {
            return new Read(part, any.found(), false);
        }
    }

    /** Each with the drug that it refers to inside, as no reference of the record leads to the EHR. */
    private Read medications() {
        Read read = currentFirst(MedicationRequest.class, ChartPart.MEDICATIONS, ofPatient(), "status");
        List<MedicationRequest> requests =
                read.found().stream().map(MedicationRequest.class::cast).toList();
        Set<String> missing = new LinkedHashSet<>();
        requests.forEach(request -> elsewhere(request)
                .filter(id -> !request.getMedicationReference().hasDisplay())
                .ifPresent(missing::add));
        List<CompletableFuture<Read>> asked = missing.stream()
                .map(id -> one(ChartPart.MEDICATIONS, Medication.class, id))
                .toList();
        Map<String, Medication> drugs = new HashMap<>();
        boolean complete = read.complete();
        for (CompletableFuture<Read> one : asked) {
            Read drug = Together.of(one);
            complete &= drug.complete();
            drug.found().forEach(found -> drugs.put(found.getIdElement().getIdPart(), (Medication) found));
        }
        return new Read(
                ChartPart.MEDICATIONS,
                requests.stream()
                        .map(request -> elsewhere(request)
                                .map(drugs::get)
                                .map(drug -> containing(request, drug))
                                .orElse(request))
                        .toList(),
                complete);
    }

    /** Logical id of the Medication that a request refers to. */
    private Optional<String> elsewhere(MedicationRequest request) {
        return Optional.ofNullable(request.getMedication())
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .map(Reference::getReferenceElement)
                .filter(named -> "Medication".equals(named.getResourceType())
                        && (named.getBaseUrl() == null
                                || named.getBaseUrl().equals(ehr.server().base().toString())))
                .map(named -> named.getIdPart());
    }

    /** What is contained has neither labels nor content of its own (dom-2, dom-5): its labels become the request's. */
    private static MedicationRequest containing(MedicationRequest request, Medication drug) {
        MedicationRequest whole = request.copy();
        drug.getMeta().getSecurity().forEach(whole.getMeta()::addSecurity);
        Medication inside = new Medication().setCode(drug.getCode().copy());
        inside.setId("medication");
        whole.addContained(inside);
        whole.getMedicationReference().setReference("#medication");
        return whole;
    }
}
