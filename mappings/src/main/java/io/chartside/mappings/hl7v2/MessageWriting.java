package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import io.chartside.mappings.x12.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;

/** What all messages begin with: MSH, EVN, PID and PV1; and their end, which is read back before it is given out. */
final class MessageWriting {
    static final String VERSION = "2.5.1";

    /** Reads and writes; its escaping is strict, and what it reads is always 2.5.1. */
    static final PipeParser PARSER = parser();

    final Receiver receiver;
    final Envelope envelope;
    final SignedRecords records;
    final Times times;

    private final List<Problem> problems = new ArrayList<>();

    MessageWriting(Receiver receiver, Envelope envelope, SignedRecords records) {
        this.receiver = receiver;
        this.envelope = envelope;
        this.records = records;
        this.times = new Times(receiver.zone());
    }

    private static PipeParser parser() {
        DefaultHapiContext context = new DefaultHapiContext();
        context.setValidationContext(ValidationContextFactory.noValidation());
        context.setModelClassFactory(new CanonicalModelClassFactory(VERSION));
        context.getParserConfiguration().setAllowUnknownVersions(true);
        context.getParserConfiguration().setEscaping(new StrictEscaping());
        return context.getPipeParser();
    }

    void problem(String path, String message) {
        problems.add(new Problem(path, message));
    }

    /** A segment by its path in the message's structure, made if it is not there. */
    static Fields segment(Message message, String path) {
        try {
            return new Fields((Segment) new Terser(message).getSegment(path));
        } catch (HL7Exception noSuchSegment) {
            throw new IllegalStateException(message.getName() + " has no " + path, noSuchSegment);
        }
    }

    void begin(Message message, String code, String trigger, String structure, String eventTime) {
        Receiver.Header header = receiver.header();
        segment(message, "MSH")
                .exactly(1, "|")
                .exactly(2, "^~\\&")
                .authority(3, header.sendingApplication())
                .authority(4, header.sendingFacility())
                .authority(5, header.receivingApplication())
                .authority(6, header.receivingFacility())
                .set(7, times.of(envelope.at()))
                .components(9, 0, List.of(code, trigger, structure))
                .set(10, envelope.controlId())
                .set(11, header.processingId())
                .set(12, VERSION)
                .set(15, header.answers().accept())
                .set(16, header.answers().application())
                .set(18, header.charset().hl7Name());
        segment(message, "EVN").set(1, trigger).set(2, times.of(envelope.at())).set(6, eventTime);
        patient(segment(message, "PID"));
        visit(segment(message, "PV1"));
    }

    private void patient(Fields pid) {
        Optional<Patient> found = records.patient();
        if (found.isEmpty()) {
            problem("Composition.subject", "the document does not hold its patient");
            return;
        }
        Patient patient = found.get();
        Identities rules = receiver.identities();
        List<Identifier> numbers = Identity.of(patient.getIdentifier(), rules.patientSystem(), "MR");
        if (numbers.isEmpty()) {
            problem("Patient.identifier", "the patient has no medical record number of this receiver");
        }
        pid.set(1, "1");
        for (int i = 0; i < numbers.size(); i++) {
            Identity.cx(pid, 3, i, numbers.get(i), "MR", rules);
        }
        Optional<HumanName> name = Identity.name(patient.getName());
        name.ifPresentOrElse(
                known -> Identity.xpn(pid, 5, known), () -> problem("Patient.name", "the patient has no name"));
        pid.set(7, times.of(patient.getBirthDateElement()));
        pid.set(8, patient.hasGender() ? sex(patient.getGender()) : "");
    }

    /** Table 0001. */
    private static String sex(AdministrativeGender gender) {
        return switch (gender) {
            case MALE -> "M";
            case FEMALE -> "F";
            case OTHER -> "O";
            default -> "U";
        };
    }

    private void visit(Fields pv1) {
        Optional<Encounter> found = records.encounter();
        if (found.isEmpty()) {
            problem("Composition.encounter", "the document does not hold its visit");
            return;
        }
        Encounter visit = found.get();
        Identities rules = receiver.identities();
        List<Identifier> numbers = Identity.of(visit.getIdentifier(), rules.visitSystem(), "VN");
        if (numbers.isEmpty() && rules.visitSystem().isEmpty()) {
            numbers = Identity.of(visit.getIdentifier(), Optional.empty(), "AN");
        }
        if (numbers.isEmpty() && rules.visitRequired()) {
            problem("Encounter.identifier", "the visit has no number of this receiver");
        }
        pv1.set(1, "1").set(2, patientClass(visit.getClass_().getCode()));
        numbers.stream().findFirst().ifPresent(number -> Identity.cx(pv1, 19, 0, number, "VN", rules));
        pv1.set(44, times.of(visit.getPeriod().getStartElement()));
    }

    /** Table 0004, by the codes of v3 ActEncounterCode. */
    private static String patientClass(String code) {
        return switch (Objects.toString(code, "")) {
            case "AMB", "HH", "OBSENC", "SS", "VR" -> "O";
            case "EMER", "FLD" -> "E";
            case "ACUTE", "IMP", "NONAC" -> "I";
            case "PRENC" -> "P";
            default -> "U";
        };
    }

    /** A person in a field of type XCN; nobody leaves it empty. */
    void person(Fields fields, int field, Optional<Practitioner> person) {
        person.ifPresent(known -> Identity.xcn(fields, field, known, receiver.identities()));
    }

    MessageFile end(Message message) {
        if (!problems.isEmpty()) {
            return new MessageFile.Refused(problems);
        }
        try {
            MessageCharset charset = receiver.header().charset();
            String text = Text.in(charset, PARSER.encode(message));
            if (!charset.charset().newEncoder().canEncode(text)) {
                problem("Composition", "a character cannot be told in " + charset.hl7Name());
                return new MessageFile.Refused(problems);
            }
            if (!PARSER.encode(PARSER.parse(text)).equals(text)) {
                throw new IllegalStateException("the message does not read as it was written");
            }
            return new MessageFile.Written(text, envelope.controlId());
        } catch (HL7Exception unreadable) {
            // Without a cause: its text may quote the message.
            throw new IllegalStateException(
                    "the message cannot be written: " + unreadable.getClass().getSimpleName());
        }
    }
}
