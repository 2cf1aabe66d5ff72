package io.chartside.server.operation;

import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * What tells who the people of a visit are, as the chart has it: of the patient and of who took part. It is looked for in the
 * words that leave for a model, and never sent.
 */
@Component
final class VisitPeople {
    private final RecordReader records;

    VisitPeople(RecordReader records) {
        this.records = records;
    }

    Set<String> identifiers(TenantId tenant, Sight sight, Encounter encounter) {
        return identifiers(tenant, sight, List.of(encounter));
    }

    /** Of whoever the sources are, are about, or were written or signed by. */
    Set<String> identifiers(TenantId tenant, Sight sight, List<Resource> sources) {
        Set<String> known = new LinkedHashSet<>();
        sources.forEach(source -> add(known, source));
        sources.stream()
                .flatMap(VisitPeople::named)
                .filter(Reference::hasReference)
                .map(Reference::getReference)
                .distinct()
                .flatMap(who -> records.read(tenant, sight, who).stream())
                .forEach(who -> add(known, who));
        known.removeIf(String::isBlank);
        return known;
    }

    private static Stream<Reference> named(Resource source) {
        if (source instanceof Encounter encounter) {
            return Stream.concat(
                    Stream.of(encounter.getSubject()),
                    encounter.getParticipant().stream().map(Encounter.EncounterParticipantComponent::getIndividual));
        }
        if (source instanceof Composition note) {
            return Stream.concat(
                    note.getAuthor().stream(),
                    note.getAttester().stream().map(Composition.CompositionAttesterComponent::getParty));
        }
        return Stream.empty();
    }

    private static void add(Set<String> known, Resource who) {
        if (who instanceof Patient patient) {
            add(known, patient.getName(), patient.getTelecom(), patient.getAddress(), patient.getIdentifier());
            if (patient.hasBirthDate()) {
                known.add(patient.getBirthDateElement().getValueAsString());
            }
            patient.getContact()
                    .forEach(contact -> add(
                            known,
                            List.of(contact.getName()),
                            contact.getTelecom(),
                            List.of(contact.getAddress()),
                            List.of()));
        } else if (who instanceof Practitioner practitioner) {
            add(
                    known,
                    practitioner.getName(),
                    practitioner.getTelecom(),
                    practitioner.getAddress(),
                    practitioner.getIdentifier());
        } else if (who instanceof RelatedPerson related) {
            add(known, related.getName(), related.getTelecom(), related.getAddress(), related.getIdentifier());
        }
    }

    private static void add(
            Set<String> known,
            List<HumanName> names,
            List<ContactPoint> telecoms,
            List<Address> addresses,
            List<Identifier> identifiers) {
        for (HumanName name : names) {
            name.getGiven().forEach(given -> known.add(text(given)));
            known.add(text(name.getFamilyElement()));
        }
        telecoms.forEach(telecom -> known.add(text(telecom.getValueElement())));
        for (Address address : addresses) {
            address.getLine().forEach(line -> known.add(text(line)));
            known.add(text(address.getCityElement()));
            known.add(text(address.getPostalCodeElement()));
        }
        identifiers.forEach(identifier -> known.add(text(identifier.getValueElement())));
    }

    private static String text(PrimitiveType<?> element) {
        return element.hasValue() ? element.getValueAsString() : "";
    }
}
