package io.chartside.server.operation;

import io.chartside.mappings.document.ChartItems;
import io.chartside.mappings.document.LaboratoryResults;
import io.chartside.scribe.document.PatientChart;
import io.chartside.scribe.document.PatientChart.Item;
import io.chartside.scribe.document.PatientChart.Listing;
import io.chartside.scribe.laboratory.Reading;
import io.chartside.server.search.UnitConversion;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** A patient's chart for the documents that are drafted from it: through the caller's sight, and saying where that ends. */
@Component
final class PatientCharts {
    /** Entries of one kind; a chart with more is refused, since a summary that is cut says too little. */
    private static final int MOST = 5_000;

    private static final Set<ObservationStatus> FINAL =
            EnumSet.of(ObservationStatus.FINAL, ObservationStatus.AMENDED, ObservationStatus.CORRECTED);
    private static final Set<String> VOID = Set.of("entered-in-error", "refuted");

    private final RecordReader records;
    private final LaboratoryResults laboratory = new LaboratoryResults(UnitConversion::convert);

    PatientCharts(RecordReader records) {
        this.records = records;
    }

    /** A chart with the resources that it was read from. */
    record Read(PatientChart chart, List<Resource> resources) {}

    /** @param searched what the caller may search; unsigned drafts are no chart and left out */
    Read of(TenantId tenant, Sight searched, Patient patient) {
        Reader reader = new Reader(tenant, RecordReader.withoutDrafts(searched), patient);
        Listing problems = reader.listing(
                "Condition",
                Condition.class,
                Map.of("clinical-status", "active,recurrence,relapse"),
                ChartItems::of,
                condition -> !is(condition.getVerificationStatus(), VOID));
        Listing allergies = reader.listing(
                "AllergyIntolerance",
                AllergyIntolerance.class,
                Map.of(),
                ChartItems::of,
                allergy -> !is(allergy.getVerificationStatus(), VOID)
                        && !is(allergy.getClinicalStatus(), Set.of("resolved", "inactive")));
        Listing medications = reader.listing(
                "MedicationRequest",
                MedicationRequest.class,
                Map.of("status", "active"),
                reader::item,
                request -> !request.getDoNotPerform());
        Listing immunizations = reader.listing(
                "Immunization", Immunization.class, Map.of("status", "completed"), ChartItems::of, one -> true);
        Listing procedures = reader.listing(
                "Procedure", Procedure.class, Map.of("status", "completed"), ChartItems::of, one -> true);
        PatientChart chart = new PatientChart(
                ChartDrafts.reference(patient),
                ChartItems.name(patient),
                patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "",
                problems,
                allergies,
                medications,
                immunizations,
                procedures,
                reader.results());
        return new Read(chart, reader.resources);
    }

    /** A result beside the earlier ones of its test, as far as the caller may see them. */
    Reading reading(TenantId tenant, Sight searched, String patient, Observation newest, List<Resource> sources) {
        String code = key(newest);
        if (code.indexOf('|') < 0 || !newest.hasEffective() || !newest.hasEffectiveDateTimeType()) {
            return laboratory.read(newest, List.of());
        }
        List<Observation> former = records
                .find(
                        tenant,
                        RecordReader.withoutDrafts(searched),
                        Observation.class,
                        Map.of(
                                "patient",
                                patient,
                                "code",
                                code,
                                "date",
                                "lt" + newest.getEffectiveDateTimeType().getValueAsString(),
                                "_sort",
                                "-date",
                                "_count",
                                "20"))
                .stream()
                .filter(one -> FINAL.contains(one.getStatus()))
                .toList();
        sources.addAll(former);
        return laboratory.read(newest, former);
    }

    /** The test that a result is of: its first coding, else its name. */
    private static String key(Observation result) {
        var coding = result.getCode().getCodingFirstRep();
        return coding.hasCode() && coding.hasSystem()
                ? coding.getSystem() + "|" + coding.getCode()
                : ChartItems.text(result.getCode());
    }

    private static boolean is(CodeableConcept status, Set<String> codes) {
        return status.getCoding().stream().anyMatch(coding -> codes.contains(coding.getCode()));
    }

    static PatientChart.Sight extent(Sight sight, String type) {
        Sight.Extent extent = sight.of(type);
        if (extent instanceof Sight.Extent.Nothing) {
            return PatientChart.Sight.NOTHING;
        }
        boolean limited =
                extent instanceof Sight.Extent.Limited kept && !kept.limit().isNone();
        boolean narrowed = extent.unlimited() instanceof Sight.Extent.Narrowed part
                && !part.criteria().isEmpty();
        return limited || narrowed ? PatientChart.Sight.SOME : PatientChart.Sight.ALL;
    }

    /** Reads one chart. */
    private final class Reader {
        private final TenantId tenant;
        private final Sight sight;
        private final Patient patient;
        private final List<Resource> resources = new ArrayList<>();

        Reader(TenantId tenant, Sight sight, Patient patient) {
            this.tenant = tenant;
            this.sight = sight;
            this.patient = patient;
            resources.add(patient);
        }

        <R extends Resource> Listing listing(
                String type, Class<R> resource, Map<String, String> query, Function<R, Item> item, Predicate<R> kept) {
            List<Item> items = new ArrayList<>();
            for (R found : all(type, resource, query)) {
                if (kept.test(found)) {
                    resources.add(found);
                    items.add(item.apply(found));
                }
            }
            items.sort(Comparator.comparing(Item::text, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(Item::reference));
            return new Listing(extent(sight, type), items);
        }

        /** With the medication that the request refers to, which then is one of the resources. */
        Item item(MedicationRequest request) {
            Optional<Medication> medication = records.medication(tenant, sight, request);
            boolean contained =
                    medication.filter(request.getContained()::contains).isPresent();
            if (!contained) {
                medication.ifPresent(resources::add);
            }
            return ChartItems.of(request, medication);
        }

        private <R extends Resource> List<R> all(String type, Class<R> resource, Map<String, String> query) {
            if (sight.of(type) instanceof Sight.Extent.Nothing) {
                return List.of();
            }
            Map<String, List<String>> asked = new LinkedHashMap<>();
            query.forEach((name, value) -> asked.put(name, List.of(value)));
            asked.put("patient", List.of(ChartDrafts.reference(patient)));
            return records.all(tenant, sight, type, asked, MOST).stream()
                    .map(records::parse)
                    .map(resource::cast)
                    .toList();
        }

        PatientChart.Results results() {
            Map<String, List<Observation>> byTest = new LinkedHashMap<>();
            all("Observation", Observation.class, Map.of("category", "laboratory", "_sort", "-date")).stream()
                    .filter(result -> FINAL.contains(result.getStatus()) && result.hasValue())
                    .forEach(result -> byTest.computeIfAbsent(key(result), test -> new ArrayList<>())
                            .add(result));
            List<Reading> readings = new ArrayList<>();
            for (List<Observation> test : byTest.values()) {
                resources.addAll(test);
                readings.add(laboratory.read(test.get(0), test.subList(1, test.size())));
            }
            return new PatientChart.Results(extent(sight, "Observation"), readings);
        }
    }
}
