package io.chartside.app.ehr;

import io.chartside.app.plugin.KeyedHash;
import io.chartside.app.plugin.Together;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Patient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one chart into the record (docs/adr/0077). All of it is one transaction; where the record refuses that, Patient and Encounter
 * are stored without the rest, the rest each by itself, and what was refused is told.
 */
final class ChartImport {
    private static final Logger LOG = LoggerFactory.getLogger(ChartImport.class);
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int ID_BYTES = 16;
    /** More of one type than a patient's chart holds. */
    private static final int MOST = 5_000;

    private static final String CLINICAL_STATUS = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final Set<String> ACTIVE = Set.of("active", "recurrence", "relapse");

    private final RecordClient record;
    private final Together together;
    private final URI base;
    private final ImportedChart chart;
    private final Map<DomainResource, String> known = new HashMap<>();

    ChartImport(RecordClient record, Together together, KeyedHash hash, URI base) {
        this.record = record;
        this.together = together;
        this.base = base;
        this.chart = new ImportedChart(base, key -> id(hash, base, key));
    }

    ImportedChart chart() {
        return chart;
    }

    /** Says nothing of what it was made of (api.md, "update"). */
    private static String id(KeyedHash hash, URI base, String key) {
        return HexFormat.of().formatHex(Arrays.copyOf(hash.of("imported", base.toString(), key), ID_BYTES));
    }

    /** What the record has already of this patient and visit from this EHR. */
    void readKnown(Patient person, Optional<Encounter> visit) {
        Optional<Patient> patient = one(Patient.class, person);
        patient.ifPresent(stored -> {
            String id = stored.getIdElement().getIdPart();
            chart.known("Patient", person.getIdElement().getIdPart(), id);
            List<CompletableFuture<Matches<? extends DomainResource>>> asked = ChartReading.IMPORTED.values().stream()
                    .map(type -> together.<Matches<? extends DomainResource>>begin(() -> known(type, id)))
                    .toList();
            asked.stream()
                    .map(Together::of)
                    .flatMap(matches -> matches.found().stream())
                    .forEach(this::known);
        });
        visit.ifPresent(found -> one(Encounter.class, found).ifPresent(stored -> {
            chart.known(
                    "Encounter",
                    found.getIdElement().getIdPart(),
                    stored.getIdElement().getIdPart());
            chart.keep(stored);
        }));
    }

    private <T extends DomainResource> Optional<T> one(Class<T> type, DomainResource atEhr) {
        SearchParameters match = SearchParameters.none()
                .identifier(
                        base + "/" + type.getSimpleName(), atEhr.getIdElement().getIdPart());
        return record.all(type, match, 1).stream().findFirst();
    }

    private <T extends DomainResource> Matches<T> known(Class<T> type, String patient) {
        SearchParameters parameters = SearchParameters.of("patient", "Patient/" + patient)
                .and("identifier", SearchParameters.escaped(base + "/" + type.getSimpleName()) + "|")
                .and("_count", "1000");
        boolean whole = type == Condition.class || type == MedicationRequest.class;
        return record.matches(type, whole ? parameters : parameters.and("_elements", "identifier"), MOST);
    }

    private void known(DomainResource stored) {
        String system = base + "/" + stored.fhirType();
        stored.getNamedProperty("identifier").getValues().stream()
                .map(Identifier.class::cast)
                .filter(identifier -> system.equals(identifier.getSystem()))
                .findFirst()
                .ifPresent(identifier -> {
                    chart.known(
                            stored.fhirType(),
                            identifier.getValue(),
                            stored.getIdElement().getIdPart());
                    known.put(stored, identifier.getValue());
                });
    }

    /**
     * @param visit the record's answer, which has Patient and Encounter
     * @param refused the parts that it did not take, or not all of them
     */
    record Taken(Bundle visit, Set<ChartPart> refused) {}

    Taken take() {
        try {
            return whole();
        } catch (FhirRefused refused) {
            if (refused.status() != METHOD_NOT_ALLOWED) {
                return apart(refused);
            }
        }
        chart.leaveIdsToTheRecord();
        try {
            return whole();
        } catch (FhirRefused refused) {
            return apart(refused);
        }
    }

    private Taken whole() {
        Bundle answer = record.transaction(chart.transaction());
        return new Taken(answer, chart.leftOut());
    }

    private Taken apart(FhirRefused refused) {
        LOG.warn("a chart is brought over part by part: {} (request {})", refused.getMessage(), refused.requestId());
        Bundle visit = record.transaction(chart.visit());
        return new Taken(visit, chart.refused(record.transaction(chart.parts(visit))));
    }

    /**
     * Problems and drugs that an EHR has given earlier and, of a part that it gave whole, no longer gives do not count as current any more.
     * An allergy stays until the EHR says that it is none: a warning too many is safer than one too few.
     *
     * @param complete the parts that the EHR gave whole
     * @return those in which something still counts as current, as the record did not take the change
     */
    Set<ChartPart> retire(Set<ChartPart> complete) {
        Set<ChartPart> left = EnumSet.noneOf(ChartPart.class);
        known.forEach((stored, idAtEhr) -> {
            ChartPart part = stored instanceof Condition ? ChartPart.CONDITIONS : ChartPart.MEDICATIONS;
            if (complete.contains(part) && !chart.holds(stored.fhirType(), idAtEhr) && retired(stored)) {
                try {
                    record.update(stored, stored.getMeta().getVersionId());
                } catch (FhirRefused | FhirUnavailable without) {
                    LOG.warn(
                            "a {} stays current: {} (request {})",
                            stored.fhirType(),
                            without.getMessage(),
                            without.requestId());
                    left.add(part);
                }
            }
        });
        return left;
    }

    /** Sets it back where it counts as current. */
    private static boolean retired(DomainResource stored) {
        if (stored instanceof Condition condition
                && condition.getClinicalStatus().getCoding().stream()
                        .anyMatch(status -> ACTIVE.contains(status.getCode()))) {
            condition.setClinicalStatus(
                    new CodeableConcept().addCoding(new Coding(CLINICAL_STATUS, "inactive", "Inactive")));
            return true;
        }
        if (stored instanceof MedicationRequest request
                && request.getStatus() == MedicationRequest.MedicationRequestStatus.ACTIVE) {
            // The EHR may have stopped or completed it: it does not say which.
            request.setStatus(MedicationRequest.MedicationRequestStatus.UNKNOWN);
            return true;
        }
        return false;
    }
}
