package io.chartside.server.operation;

import io.chartside.mappings.document.IpsEntries;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.document.Summary;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.Readings;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/** Makes International Patient Summaries (HL7 IPS 2.0.1, Bundle-uv-ips) of what the caller may see. */
@Component
final class Summaries {
    static final String BUNDLE = "http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips";
    private static final String COMPOSITION = "http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips";

    private final ChartDrafts drafts;
    private final PatientCharts charts;
    private final RecordReader records;
    private final Readings readings;
    private final Agreements agreements;

    Summaries(
            ChartDrafts drafts, PatientCharts charts, RecordReader records, Readings readings, Agreements agreements) {
        this.drafts = drafts;
        this.charts = charts;
        this.records = records;
        this.readings = readings;
        this.agreements = agreements;
    }

    /** @param stored whether the draft is kept in the record */
    Bundle of(OperationCall call, String operation, boolean stored) {
        agreements.require(call.context().tenant());
        Patient patient = (Patient) records.parse(call.instance().orElseThrow());
        String reference = ChartDrafts.reference(patient);
        PatientCharts.Read read =
                charts.of(call.context().tenant(), readings.sight(call.context(), Interaction.SEARCH), patient);
        ChartDrafts.Made made = drafts.make(
                call,
                new ChartDrafts.Order(
                        operation,
                        reference,
                        reference,
                        new Coding(ChartsideFhir.LOINC, "60591-5", "Patient summary Document"),
                        "Patient Summary",
                        Optional.of(COMPOSITION),
                        Optional.empty(),
                        read.resources()),
                () -> Summary.of(read.chart()));
        if (stored) {
            drafts.store(call, made);
        }
        Bundle document = drafts.document(call, made, read.resources());
        IpsEntries.complete(document);
        document.getMeta().addProfile(BUNDLE);
        return document;
    }
}
