package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.ServiceSuggestion;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/** Suggested codes as unconfirmed Conditions, a planned ChargeItem and a draft Claim. */
final class SuggestedCodes {
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private final VisitContext visit;
    private final EvidenceExtension evidence;
    private final DraftExtensions extensions;

    SuggestedCodes(VisitContext visit, EvidenceExtension evidence) {
        this.visit = visit;
        this.evidence = evidence;
        this.extensions = new DraftExtensions(evidence);
    }

    Condition condition(CodeSuggestion code, int rank, Reference transcript) {
        Condition condition = new Condition()
                .setClinicalStatus(concept(TERMINOLOGY + "condition-clinical", "active"))
                .setVerificationStatus(concept(TERMINOLOGY + "condition-ver-status", "unconfirmed"))
                .addCategory(concept(TERMINOLOGY + "condition-category", "encounter-diagnosis"))
                .setCode(new CodeableConcept()
                        .addCoding(new Coding(code.system(), code.code(), code.display()))
                        .setText(code.display()))
                .setSubject(visit.patient())
                .setRecordedDateElement(new DateTimeType(Date.from(visit.at())));
        visit.encounter().ifPresent(condition::setEncounter);
        condition.addExtension(extensions.suggestion(code, rank));
        if (!code.evidence().isEmpty()) {
            Reference said = transcript.copy();
            evidence.addTo(said, code.evidence());
            condition.addEvidence().addDetail(said);
        }
        return AiLabel.put(condition);
    }

    ChargeItem charge(EvaluationAndManagement em) {
        ChargeItem charge = new ChargeItem()
                .setStatus(ChargeItem.ChargeItemStatus.PLANNED)
                .setCode(service(em.level()))
                .setSubject(visit.patient())
                .setOccurrence(new DateTimeType(visit.serviced().toString()))
                .setEnteredDate(Date.from(visit.at()));
        visit.encounter().ifPresent(charge::setContext);
        visit.practitioner().ifPresent(who -> charge.addPerformer().setActor(who));
        charge.addExtension(extensions.level(em));
        return AiLabel.put(charge);
    }

    /** Something given or done at the visit. Its units are missing where the dose was not said. */
    ChargeItem charge(ServiceSuggestion service, Reference transcript) {
        ChargeItem charge = new ChargeItem()
                .setStatus(ChargeItem.ChargeItemStatus.PLANNED)
                .setCode(service(service))
                .setSubject(visit.patient())
                .setOccurrence(new DateTimeType(visit.serviced().toString()))
                .setEnteredDate(Date.from(visit.at()));
        visit.encounter().ifPresent(charge::setContext);
        visit.practitioner().ifPresent(who -> charge.addPerformer().setActor(who));
        service.units()
                .ifPresentOrElse(
                        units -> charge.setQuantity(new Quantity(units)),
                        () -> charge.addExtension(new Extension(ChartsideFhir.MISSING, new CodeType("units"))));
        Reference said = transcript.copy();
        evidence.addTo(said, service.evidence());
        charge.addSupportingInformation(said);
        charge.addNote().setText(service.reason());
        return AiLabel.put(charge);
    }

    private static CodeableConcept service(ServiceSuggestion service) {
        return new CodeableConcept()
                .addCoding(new Coding(service.system(), service.code(), service.display()))
                .setText(service.display());
    }

    Claim claim(List<CodeSuggestion> codes, EvaluationAndManagement em, List<ServiceSuggestion> services) {
        Claim claim = new Claim()
                .setStatus(Claim.ClaimStatus.DRAFT)
                .setType(concept(TERMINOLOGY + "claim-type", "professional"))
                .setUse(Claim.Use.CLAIM)
                .setPatient(visit.patient())
                .setCreated(Date.from(visit.at()))
                .setProvider(visit.practitioner().orElseGet(() -> new Reference().setDisplay("Treating clinician")))
                .setPriority(concept(TERMINOLOGY + "processpriority", "normal"));
        claim.addInsurance()
                .setSequence(1)
                .setFocal(true)
                .setCoverage(visit.coverage().orElseGet(this::noCoverage));
        List<CodeableConcept> diagnoses = codes.stream()
                .map(code -> new CodeableConcept().addCoding(new Coding(code.system(), code.code(), code.display())))
                .toList();
        Claims.diagnoses(claim, diagnoses);
        Claim.ItemComponent item = claim.addItem()
                .setSequence(1)
                .setProductOrService(service(em.level()))
                .setServiced(new DateType(visit.serviced().toString()));
        visit.encounter().ifPresent(item::addEncounter);
        for (ServiceSuggestion service : services) {
            Claim.ItemComponent line = claim.addItem()
                    .setSequence(claim.getItem().size())
                    .setProductOrService(service(service))
                    .setServiced(new DateType(visit.serviced().toString()));
            service.units().ifPresent(units -> line.setQuantity(new Quantity(units)));
            visit.encounter().ifPresent(line::addEncounter);
        }
        Claims.pointers(claim);
        return AiLabel.put(claim);
    }

    private Reference noCoverage() {
        Reference unknown = new Reference().setDisplay("Coverage not known yet");
        unknown.addExtension(new Extension(DATA_ABSENT, new CodeType("unknown")));
        return unknown;
    }

    /**
     * The level in our own words and, for an office visit of which it is known whether the patient is new to the practice, the
     * number of the E/M code. CPT's descriptors belong to the AMA and are not shipped.
     */
    private CodeableConcept service(EvaluationAndManagement.Level level) {
        String code = DraftExtensions.code(level);
        CodeableConcept service = new CodeableConcept();
        String family = switch (visit.patientKind()) {
            case NEW -> "9920";
            case ESTABLISHED -> "9921";
            case UNKNOWN -> "";
        };
        if (!family.isEmpty()) {
            service.addCoding().setSystem(ChartsideFhir.CPT).setCode(family + (level.ordinal() + 2));
        }
        service.addCoding(new Coding(ChartsideFhir.EM_LEVEL_CODES, code, null));
        String visitKind = family.isEmpty() ? "Visit" : "Office visit";
        return service.setText(visitKind + ", " + code + " medical decision making");
    }

    static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(system, code, null));
    }
}
