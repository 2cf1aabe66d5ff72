package io.chartside.server.sealed;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.draft.VisitContext;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.OperationAnswer;
import io.chartside.server.operation.OperationCall;
import io.chartside.server.operation.UnsignedDrafts;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/[session]/$seal-release} with {@code note}, the JSON of docs/sealed-visits.md: brings the note that was
 * drafted and reviewed in the browser into the visit, as an unsigned draft that is then signed like any other. It takes the place
 * of another draft with {@code replace} alone, and comes beside no signed note. Answers the
 * draft as a Bundle of type collection.
 */
@Component
final class SealRelease extends SealedOperation {
    private final SealedSessions sessions;
    private final SealedRecord record;
    private final Readings readings;
    private final UnsignedDrafts drafts;
    private final Tenants tenants;
    private final FhirContext fhir;
    private final Clock clock;

    SealRelease(
            SealedSessions sessions,
            SealedRecord record,
            Readings readings,
            UnsignedDrafts drafts,
            Tenants tenants,
            FhirContext fhir,
            Clock clock) {
        this.sessions = sessions;
        this.record = record;
        this.readings = readings;
        this.drafts = drafts;
        this.tenants = tenants;
        this.fhir = fhir;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "seal-release";
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Encounter"),
                new Need(Interaction.UPDATE, "Composition"),
                new Need(Interaction.UPDATE, "DocumentReference"));
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        RequestContext context = call.context();
        Participant opener = sessions.opener(context, call.id().orElseThrow());
        SealedInput input = SealedInput.of(JsonTree.of(fhir, call.parameters()), Set.of("note", "replace"));
        ObjectNode json = JsonTree.of(input.text("note").getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> FhirRefusal.invalid("The note is one JSON object", "Parameters.parameter"));
        KeyMaterial.refuse(json);
        ReleasedNote note = ReleasedNote.of(json);
        SealedRecord.Visit session =
                record.visit(context.tenant(), opener.session().id());
        String visit = session.of();
        StoredResource encounter = readings.current(context, "Encounter", visit.substring("Encounter/".length()));
        if (drafts.isSigned(context, call.sight(), visit)) {
            throw new FhirRefusal(
                    409,
                    "business-rule",
                    "The note of this visit is signed: say what is missing in an addendum, or withdraw the note before another is"
                            + " released");
        }
        List<Resource> earlier = drafts.replaceable(context, call.sight(), visit);
        if (!earlier.isEmpty() && !input.isTrue("replace")) {
            throw FhirRefusal.conflict(
                    "This visit has an unsigned draft already. Released all the same, with replace, this note"
                            + " takes its place, and what was written in it is gone");
        }
        Bundle draft = draft(context, note, session, encounter);
        drafts.store(context, draft, earlier);
        return OperationAnswer.of(draft);
    }

    private Bundle draft(
            RequestContext context, ReleasedNote note, SealedRecord.Visit session, StoredResource encounter) {
        Instant now = clock.instant();
        VisitContext visit = new VisitContext(
                new Reference(session.patient()),
                Optional.of(new Reference(session.of())),
                context.caller()
                        .fhirUser()
                        .filter(user -> user.startsWith("Practitioner/"))
                        .map(Reference::new),
                Optional.empty(),
                now,
                VisitContext.serviced(
                        fhir.newJsonParser()
                                .parseResource(Encounter.class, new String(encounter.json(), StandardCharsets.UTF_8)),
                        now,
                        tenants.find(context.tenant()).orElseThrow().timeZone()),
                note.transcript(),
                Optional.empty(),
                VisitContext.PatientKind.UNKNOWN);
        Bundle draft = DraftBundle.of(
                note.draft(),
                visit,
                EngineDevice.EMBEDDED,
                new DraftIds(LogicalIds::next, context.origin().base()));
        if (!note.leveled()) {
            withoutCharges(draft);
        }
        markEdited(draft, note.edited());
        return draft;
    }

    /** Where the level of the visit stays sealed, so does the claim that it would go on. */
    private static void withoutCharges(Bundle draft) {
        Set<String> dropped = new HashSet<>();
        draft.getEntry().removeIf(entry -> {
            Resource resource = entry.getResource();
            boolean charge = Set.of("ChargeItem", "Claim").contains(resource.fhirType());
            if (charge) {
                dropped.add(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
            }
            return charge;
        });
        for (Bundle.BundleEntryComponent entry : draft.getEntry()) {
            if (entry.getResource() instanceof Composition composition) {
                composition
                        .getSection()
                        .forEach(section -> section.getEntry().removeIf(to -> dropped.contains(to.getReference())));
            } else if (entry.getResource() instanceof Provenance provenance) {
                provenance.getTarget().removeIf(to -> dropped.contains(to.getReference()));
            }
        }
    }

    /** What the clinician wrote himself was not asserted by a machine, and says so. */
    private static void markEdited(Bundle draft, List<Integer> edited) {
        Set<String> ids = new HashSet<>();
        edited.forEach(number -> ids.add("s" + number));
        draft.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Composition.class::isInstance)
                .flatMap(note -> ((Composition) note).getSection().stream())
                .flatMap(section -> section.getExtensionsByUrl(ChartsideFhir.STATEMENT).stream())
                .filter(statement -> ids.contains(id(statement)))
                .forEach(statement -> statement.getExtensionByUrl("origin").setValue(new CodeType("clinician")));
    }

    private static String id(Extension statement) {
        return ((StringType) statement.getExtensionByUrl("id").getValue()).getValue();
    }
}
