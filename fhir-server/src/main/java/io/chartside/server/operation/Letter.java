package io.chartside.server.operation;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.document.ReferralLetter;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$letter}: a referral letter of a visit's newest note and the chart, as a draft. Parameters:
 * {@code recipient} and {@code reason}, in the caller's words; without a reason the visit's referrals are the reason.
 */
@Component
final class Letter implements VisitOperation {
    private static final int MOST_CHARACTERS = 1_000;

    private final ChartDrafts drafts;
    private final VisitNoteReader notes;
    private final PatientCharts charts;
    private final RecordReader records;
    private final Readings readings;
    private final Agreements agreements;

    Letter(
            ChartDrafts drafts,
            VisitNoteReader notes,
            PatientCharts charts,
            RecordReader records,
            Readings readings,
            Agreements agreements) {
        this.drafts = drafts;
        this.notes = notes;
        this.charts = charts;
        this.records = records;
        this.readings = readings;
        this.agreements = agreements;
    }

    @Override
    public String name() {
        return "letter";
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.READ, "Patient"),
                new Need(Interaction.READ, "Composition"),
                new Need(Interaction.UPDATE, "Composition"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), Set.of("recipient", "reason"));
        String recipient = words(parameters, "recipient");
        String reason = words(parameters, "reason");
        agreements.require(call.context().tenant());
        VisitNoteReader.Read read = notes.of(call);
        if (reason.isEmpty() && ReferralLetter.referrals(read.note()).isEmpty()) {
            throw FhirRefusal.againstRule(
                    "The visit refers to nobody: send the reason for the letter as parameter reason",
                    "Parameters.parameter.where(name='reason')");
        }
        Patient patient = records.read(call.context().tenant(), call.sight(), read.patient())
                .map(Patient.class::cast)
                .orElseThrow(() -> FhirRefusal.againstRule("The patient cannot be read", "Encounter.subject"));
        PatientCharts.Read chart =
                charts.of(call.context().tenant(), readings.sight(call.context(), Interaction.SEARCH), patient);
        List<Resource> sources = new ArrayList<>(read.resources());
        sources.addAll(chart.resources());
        ChartDrafts.Made made = drafts.make(
                call,
                new ChartDrafts.Order(
                        name(),
                        "Encounter/" + call.id().orElseThrow(),
                        read.patient(),
                        new Coding(ChartsideFhir.LOINC, "57133-1", "Referral note"),
                        recipient.isEmpty() ? "Referral letter" : "Referral letter to " + recipient,
                        Optional.empty(),
                        Optional.of(read.composition()),
                        sources),
                () -> ReferralLetter.of(read.note(), chart.chart(), recipient, reason));
        drafts.store(call, made);
        return OperationAnswer.of(drafts.document(call, made, sources));
    }

    private static String words(CallParameters parameters, String name) {
        String text = parameters.text(name).map(String::strip).orElse("").replaceAll("\\s+", " ");
        if (text.length() > MOST_CHARACTERS) {
            throw FhirRefusal.againstRule(
                    name + " has at most " + MOST_CHARACTERS + " characters",
                    "Parameters.parameter.where(name='" + name + "')");
        }
        return text;
    }
}
