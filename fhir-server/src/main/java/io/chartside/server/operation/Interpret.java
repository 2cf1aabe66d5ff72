package io.chartside.server.operation;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.Interpretation;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.laboratory.Reading;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code DiagnosticReport/[id]/$interpret} and {@code Observation/[id]/$interpret}: laboratory results read beside their
 * reference range, the laboratory's flag and their former values in units of UCUM, as a draft.
 */
@Component
final class Interpret implements Operation {
    private static final String CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static final Set<ObservationStatus> READ = EnumSet.of(
            ObservationStatus.PRELIMINARY,
            ObservationStatus.FINAL,
            ObservationStatus.AMENDED,
            ObservationStatus.CORRECTED);

    private final ChartDrafts drafts;
    private final PatientCharts charts;
    private final RecordReader records;
    private final Readings readings;
    private final Agreements agreements;

    Interpret(
            ChartDrafts drafts, PatientCharts charts, RecordReader records, Readings readings, Agreements agreements) {
        this.drafts = drafts;
        this.charts = charts;
        this.records = records;
        this.readings = readings;
        this.agreements = agreements;
    }

    @Override
    public String name() {
        return "interpret";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("DiagnosticReport", "Observation");
    }

    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public List<Need> needs(String type) {
        return List.of(
                new Need(Interaction.READ, type),
                new Need(Interaction.SEARCH, "Observation"),
                new Need(Interaction.UPDATE, "Composition"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters.of(call, name(), Set.of());
        TenantId tenant = call.context().tenant();
        agreements.require(tenant);
        Resource asked = records.parse(call.instance().orElseThrow());
        String patient = patient(asked);
        List<Resource> sources = new ArrayList<>(List.of(asked));
        records.read(tenant, call.sight(), patient).ifPresent(sources::add);
        Results found = results(tenant, call.sight(), asked, patient);
        List<Observation> results = found.readable();
        if (results.isEmpty()) {
            throw FhirRefusal.againstRule(
                    "There is no laboratory result here that the caller may see and that has a value",
                    asked.fhirType() + (asked instanceof DiagnosticReport ? ".result" : ".value[x]"));
        }
        results.stream().filter(result -> result != asked).forEach(sources::add);
        Sight searched = readings.sight(call.context(), Interaction.SEARCH);
        List<Reading> read = new ArrayList<>();
        for (Observation result : results) {
            read.add(charts.reading(tenant, searched, patient, result, sources));
        }
        ChartDrafts.Made made = drafts.make(
                call,
                new ChartDrafts.Order(
                        name(),
                        ChartDrafts.reference(asked),
                        patient,
                        new Coding(ChartsideFhir.LOINC, "11502-2", "Laboratory report"),
                        "Laboratory results, read beside their ranges and former values",
                        Optional.empty(),
                        Optional.empty(),
                        sources),
                () -> flagged(Interpretation.of(read), asked, found));
        drafts.store(call, made);
        return OperationAnswer.of(drafts.document(call, made, sources));
    }

    private static ChartDocument flagged(ChartDocument document, Resource asked, Results found) {
        List<Flag> flags = new ArrayList<>(document.flags());
        for (Observation result : found.readable()) {
            if (result.getStatus() == ObservationStatus.PRELIMINARY) {
                flags.add(new Flag(
                        Flag.Kind.MISSING_DETAIL,
                        "A result is preliminary: the laboratory may still change it.",
                        List.of(new Evidence.Charted(ChartDrafts.reference(result)))));
            }
        }
        if (found.others() > 0) {
            flags.add(new Flag(
                    Flag.Kind.MISSING_DETAIL,
                    "The report names results that are not read here.",
                    List.of(new Evidence.Charted(ChartDrafts.reference(asked)))));
        }
        return document.with(document.parts(), flags);
    }

    /**
     * The results that can be read.
     *
     * @param others how many that a report names cannot
     */
    private record Results(List<Observation> readable, int others) {}

    private Results results(TenantId tenant, Sight sight, Resource asked, String patient) {
        if (asked instanceof DiagnosticReport report) {
            List<Observation> readable = new ArrayList<>();
            int others = 0;
            for (Reference named : report.getResult()) {
                List<Observation> those = withMembers(tenant, sight, named, patient);
                readable.addAll(those);
                others += those.isEmpty() ? 1 : 0;
            }
            return new Results(readable, others);
        }
        Observation result = (Observation) asked;
        boolean laboratory = result.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .anyMatch(coding -> CATEGORIES.equals(coding.getSystem()) && "laboratory".equals(coding.getCode()));
        if (!laboratory) {
            throw FhirRefusal.againstRule("Only laboratory results are interpreted", "Observation.category");
        }
        return new Results(isReadable(result) ? List.of(result) : List.of(), 0);
    }

    /** A result and, of a panel, its members; of this patient alone, so that no report mixes two people's values. */
    private List<Observation> withMembers(TenantId tenant, Sight sight, Reference named, String patient) {
        List<Observation> panel = read(tenant, sight, named, patient);
        return Stream.concat(
                        panel.stream(),
                        panel.stream()
                                .flatMap(one -> one.getHasMember().stream())
                                .flatMap(member -> read(tenant, sight, member, patient).stream()))
                .filter(Interpret::isReadable)
                .toList();
    }

    private List<Observation> read(TenantId tenant, Sight sight, Reference named, String patient) {
        return records.read(tenant, sight, named.getReference()).stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(result -> patient.equals(result.getSubject().getReference()))
                .toList();
    }

    private static boolean isReadable(Observation result) {
        return READ.contains(result.getStatus()) && result.hasValue();
    }

    private static String patient(Resource asked) {
        Reference subject =
                asked instanceof DiagnosticReport report ? report.getSubject() : ((Observation) asked).getSubject();
        if (subject.getReference() == null || !subject.getReference().startsWith("Patient/")) {
            throw FhirRefusal.againstRule("The result is of no patient", asked.fhirType() + ".subject");
        }
        return subject.getReference();
    }
}
