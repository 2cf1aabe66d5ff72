package io.chartside.mappings.x12;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;

/** Identifiers of providers and payers, as FHIR resources in the United States carry them; what is not there is empty. */
public final class Identifiers {
    private static final String EIN = "urn:oid:2.16.840.1.113883.4.4";
    private static final Set<String> SSN = Set.of("http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1");
    private static final String NAIC = "urn:oid:2.16.840.1.113883.6.300";
    private static final Set<String> PAYER_TYPES = Set.of("payerid", "naiccode", "NIIP");

    private Identifiers() {}

    public static String npi(List<Identifier> identifiers) {
        return first(identifiers, one -> ChartsideFhir.NPI.equals(one.getSystem()));
    }

    static String ein(List<Identifier> identifiers) {
        return first(identifiers, one -> EIN.equals(one.getSystem()) || isOf(one, Set.of("TAX", "EN")));
    }

    static String ssn(List<Identifier> identifiers) {
        return first(identifiers, one -> SSN.contains(one.getSystem()));
    }

    static String payer(List<Identifier> identifiers) {
        return first(identifiers, one -> NAIC.equals(one.getSystem()) || isOf(one, PAYER_TYPES));
    }

    static String phone(List<ContactPoint> telecom) {
        return telecom.stream()
                .filter(one -> one.getSystem() == ContactPoint.ContactPointSystem.PHONE && one.hasValue())
                .map(ContactPoint::getValue)
                .findFirst()
                .orElse("");
    }

    private static boolean isOf(Identifier identifier, Set<String> types) {
        return identifier.getType().getCoding().stream().anyMatch(coding -> types.contains(coding.getCode()));
    }

    private static String first(List<Identifier> identifiers, Predicate<Identifier> wanted) {
        return identifiers.stream()
                .filter(wanted)
                .filter(Identifier::hasValue)
                .map(Identifier::getValue)
                .findFirst()
                .orElse("");
    }
}
