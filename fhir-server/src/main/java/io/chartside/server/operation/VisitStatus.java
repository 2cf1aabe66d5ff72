package io.chartside.server.operation;

import io.chartside.mappings.draft.DraftReader;
import io.chartside.server.access.Right;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * {@code Encounter/$visit-status}: how far a visit of an EHR is in the record, in facts without content: whether there is a
 * note, whether it is signed, and how many accepted codes rest on nothing that it says. For a back end that may read nothing
 * (docs/adr/0045). A visit that is not known, or not this patient's, is told from one without a note by nobody.
 */
@Component
final class VisitStatus implements Operation {
    private static final Set<String> PARAMETERS = Set.of("ehr", "patient", "encounter");
    private static final String NEWEST = "20";

    private static final Sight FACTS =
            Sight.everythingWithoutAccessCheck("three facts of a visit, none of its content");

    private final RecordReader records;
    private final Readings readings;
    private final ServerSettings settings;

    VisitStatus(RecordReader records, Readings readings, ServerSettings settings) {
        this.records = records;
        this.readings = readings;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "visit-status";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Encounter");
    }

    /** Ids of patients have no place in a URL. */
    @Override
    public Set<String> methods() {
        return Set.of("POST");
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("the scope visit-status, of a back end");
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        readings.require(call.context(), Right.VISIT_STATUS);
        CallParameters parameters = CallParameters.of(call, name(), PARAMETERS);
        TenantId tenant = call.context().tenant();
        Named named =
                new Named(needed(parameters, "ehr"), needed(parameters, "patient"), needed(parameters, "encounter"));
        Optional<Encounter> visit = visit(tenant, named).filter(found -> isOf(tenant, found, named));
        Optional<Composition> note = visit.flatMap(found -> note(tenant, found));
        Parameters answer = new Parameters();
        answer.addParameter(
                "note",
                new CodeType(note.map(found -> isSigned(found) ? "signed" : "drafted")
                        .orElse("none")));
        answer.addParameter(
                "undocumented",
                new IntegerType(note.map(found -> undocumented(tenant, found)).orElse(0)));
        List<String> patients =
                visit.map(found -> idOf(found.getSubject())).stream().toList();
        return new OperationAnswer(200, Map.of(), Optional.of(answer), Optional.empty(), new byte[0], patients);
    }

    /**
     * Patient and encounter as an EHR names them.
     *
     * @param ehr its FHIR base
     */
    private record Named(String ehr, String patient, String encounter) {
        @Override
        public String toString() {
            return "a visit of " + ehr;
        }
    }

    private static String needed(CallParameters parameters, String name) {
        return parameters
                .text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> FhirRefusal.malformed("The parameter " + name + " is missing"));
    }

    /** Where the EHR is this server, its ids are ours; else the record knows them as identifiers (docs/ehr.md, a launch, 4). */
    private boolean isOurs(TenantId tenant, Named named) {
        return settings.fhirBase(tenant).equals(named.ehr());
    }

    private Optional<Encounter> visit(TenantId tenant, Named named) {
        if (isOurs(tenant, named)) {
            return records.read(tenant, FACTS, "Encounter/" + named.encounter()).map(Encounter.class::cast);
        }
        String identifier = escaped(named.ehr() + "/Encounter") + "|" + escaped(named.encounter());
        return records.find(tenant, FACTS, Encounter.class, Map.of("identifier", identifier)).stream()
                .findFirst();
    }

    private boolean isOf(TenantId tenant, Encounter visit, Named named) {
        String patient = idOf(visit.getSubject());
        if (isOurs(tenant, named)) {
            return named.patient().equals(patient);
        }
        return records.read(tenant, FACTS, "Patient/" + patient)
                .map(Patient.class::cast)
                .filter(found -> found.getIdentifier().stream().anyMatch(one -> isAt(one, named)))
                .isPresent();
    }

    private static boolean isAt(Identifier identifier, Named named) {
        return (named.ehr() + "/Patient").equals(identifier.getSystem())
                && named.patient().equals(identifier.getValue());
    }

    private Optional<Composition> note(TenantId tenant, Encounter visit) {
        String reference = "Encounter/" + visit.getIdElement().getIdPart();
        return records
                .find(
                        tenant,
                        FACTS,
                        Composition.class,
                        Map.of("encounter", reference, "_sort", "-date", "_count", NEWEST))
                .stream()
                .filter(VisitNoteReader::isNote)
                // A note that was withdrawn is none: the visit has to be documented again.
                .filter(note -> note.getStatus() != CompositionStatus.ENTEREDINERROR)
                .findFirst();
    }

    private static boolean isSigned(Composition note) {
        return note.getStatus() == CompositionStatus.FINAL || note.getStatus() == CompositionStatus.AMENDED;
    }

    /** The accepted codes that are looked for in the note: those that its sections refer to. */
    private int undocumented(TenantId tenant, Composition note) {
        List<Resource> resources = new ArrayList<>(List.of(note));
        for (String type : List.of("Condition", "ChargeItem")) {
            List<String> ids = note.getSection().stream()
                    .flatMap(section -> section.getEntry().stream())
                    .map(Reference::getReferenceElement)
                    .filter(id -> type.equals(id.getResourceType()))
                    .map(id -> id.getIdPart())
                    .distinct()
                    .toList();
            if (!ids.isEmpty()) {
                records.byIds(tenant, FACTS, type, ids).forEach(found -> resources.add(records.parse(found)));
            }
        }
        return Documentation.of(DraftReader.read(resources)).undocumented(isSigned(note));
    }

    private static String idOf(Reference reference) {
        return Optional.ofNullable(reference.getReferenceElement().getIdPart()).orElse("");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("|", "\\|")
                .replace("$", "\\$");
    }
}
