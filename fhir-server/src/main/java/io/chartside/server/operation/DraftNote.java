package io.chartside.server.operation;

import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.VisitContext;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.server.access.Interaction;
import io.chartside.server.ai.DraftAnswer;
import io.chartside.server.ai.DraftRequest;
import io.chartside.server.interaction.Agreements;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[id]/$draft-note}: drafts the note, codes and orders of a visit and stores them as unsigned drafts,
 * with the transcript. Who may write the encounter's documents gets the draft as the answer; an earlier unsigned draft gives
 * way only to a caller with the drafts right. Parameters: {@code transcript} (string or
 * text/plain attachment), else {@code transcriptReference}, else the encounter's newest transcript; {@code type}
 * ({@code soap}, {@code hp}, {@code progress} …) or {@code template}, the name of one of the tenant's own.
 *
 * <p>With {@code preview} the draft is answered and nothing is stored: what a visit that goes on comes to so far. Without a
 * transcript it is then made of the words of the caller's recording under way ({@link WordsSoFar}), and always by the engine of
 * this process, since it is asked for again and again.
 */
@Component
final class DraftNote implements VisitOperation {
    private static final Set<String> PARAMETERS =
            Set.of("transcript", "transcriptReference", "type", "template", "preview");

    private final AiCallAudit calls;
    private final VisitTranscript transcripts;
    private final NoteTemplates templates;
    private final WriterStyles styles;
    private final ChartReader charts;
    private final ChartedLabels labels;
    private final VisitPeople people;
    private final Tenants tenants;
    private final RecordReader records;
    private final UnsignedDrafts drafts;
    private final Agreements agreements;
    private final Clock clock;

    DraftNote(
            AiCallAudit calls,
            VisitTranscript transcripts,
            NoteTemplates templates,
            WriterStyles styles,
            ChartReader charts,
            ChartedLabels labels,
            VisitPeople people,
            Tenants tenants,
            RecordReader records,
            UnsignedDrafts drafts,
            Agreements agreements,
            Clock clock) {
        this.calls = calls;
        this.transcripts = transcripts;
        this.templates = templates;
        this.styles = styles;
        this.charts = charts;
        this.labels = labels;
        this.people = people;
        this.tenants = tenants;
        this.records = records;
        this.drafts = drafts;
        this.agreements = agreements;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "draft-note";
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.UPDATE, "Composition"),
                new Need(Interaction.UPDATE, "DocumentReference"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Encounter-draft-note";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        TenantId tenant = call.context().tenant();
        agreements.require(tenant); // Before the scribe sees a word of the visit.
        Sight sight = call.sight();
        checkNames(call.parameters());
        NoteTemplate template = templates.chosen(tenant, call.parameters());
        Encounter encounter = (Encounter) records.parse(call.instance().orElseThrow());
        String reference = "Encounter/" + encounter.getIdElement().getIdPart();
        String patient = patientOf(encounter);
        RequestContext drafting = UnsignedDrafts.drafting(call.context());
        boolean preview = isPreview(call.parameters());
        List<Resource> earlier = preview ? List.of() : drafts.replaceable(call.context(), sight, reference);
        Instant now = clock.instant(); // Before the words are read: CurrentTranscripts compares with it.
        LocalDate serviced = VisitContext.serviced(
                encounter, now, tenants.find(tenant).orElseThrow().timeZone());
        VisitTranscript.Found found = (preview
                        ? transcripts.soFar(call.context(), call.parameters(), reference)
                        : Optional.<VisitTranscript.Found>empty())
                .orElseGet(() -> transcripts.find(tenant, sight, call.parameters(), reference));

        List<Resource> whole = new ArrayList<>(List.of(encounter));
        found.source().ifPresent(whole::add);
        ChartContext chart = charts.chart(tenant, sight, patient);
        DraftRequest request = new DraftRequest(
                new Visit(found.transcript(), template.writtenBy(styles.of(drafting)), Optional.of(serviced), chart),
                () -> people.identifiers(tenant, sight, encounter),
                SourceLabels.mayLeave(whole));
        DraftAnswer answer = preview
                ? calls.preview(call.context(), name(), reference, patient, request)
                : calls.draft(call.context(), name(), reference, patient, request);
        refuseNoVisit(answer);

        VisitContext visit = new VisitContext(
                new Reference(patient),
                Optional.of(new Reference(reference)),
                call.context()
                        .caller()
                        .fhirUser()
                        .filter(user -> user.startsWith("Practitioner/"))
                        .map(Reference::new),
                Optional.empty(),
                now,
                serviced,
                found.transcript(),
                found.document(),
                charts.kind(tenant, sight, patient, encounter, now));
        Bundle draft = DraftBundle.of(
                answer.draft(),
                visit,
                answer.engine(),
                answer.prompt(),
                new DraftIds(LogicalIds::next, call.context().origin().base()));
        labels.put(tenant, sight, draft, whole);
        draft.getEntry()
                .forEach(entry -> Originators.put(
                        entry.getResource(), call.context().caller().practitioner()));
        if (!preview) {
            drafts.store(call.context(), draft, earlier);
        }
        return OperationAnswer.of(draft);
    }

    private static void checkNames(Parameters parameters) {
        parameters.getParameter().stream()
                .map(Parameters.ParametersParameterComponent::getName)
                .filter(name -> !PARAMETERS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw FhirRefusal.malformed(
                            "$draft-note takes transcript, transcriptReference, type, template and preview");
                });
    }

    private static boolean isPreview(Parameters parameters) {
        Parameters.ParametersParameterComponent given = parameters.getParameter("preview");
        if (given == null) {
            return false;
        }
        if (given.getValue() instanceof BooleanType preview) {
            return preview.booleanValue();
        }
        throw FhirRefusal.malformed("Parameter preview is a valueBoolean");
    }

    /** Where there is nothing to write of, an earlier draft stays. */
    private static void refuseNoVisit(DraftAnswer answer) {
        answer.draft().refusal().ifPresent(reason -> {
            throw FhirRefusal.againstRule("No draft: " + reason, "Parameters.parameter.where(name='transcript')");
        });
    }

    static String patientOf(Encounter encounter) {
        String patient = encounter.getSubject().getReference();
        if (patient == null || !patient.startsWith("Patient/")) {
            throw FhirRefusal.againstRule("The encounter has no patient", "Encounter.subject");
        }
        return patient;
    }
}
