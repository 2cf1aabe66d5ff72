package io.chartside.mappings.hl7v2;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.StringType;

/** Identifiers and names as CX, XPN and XCN (HL7 2.5.1, 2.A.14, 2.A.88, 2.A.89). */
final class Identity {
    private static final String OID = "urn:oid:";

    /** The National Provider Identifier's own OID, as the HL7 guides of the United States spell it. */
    private static final String NPI = "NPI^2.16.840.1.113883.4.6^ISO";

    private Identity() {}

    /** Those of one system or, where none is named, of one type of HL7 table 0203. */
    static List<Identifier> of(List<Identifier> identifiers, Optional<String> system, String type) {
        return identifiers.stream()
                .filter(Identifier::hasValue)
                .filter(one -> one.getUse() != Identifier.IdentifierUse.OLD)
                .filter(one -> system.isPresent()
                        ? system.get().equals(one.getSystem())
                        : one.getType().getCoding().stream().anyMatch(coding -> type.equals(coding.getCode())))
                .toList();
    }

    /** CX: the identifier, who assigned it, and its type. */
    static void cx(Fields fields, int field, int repetition, Identifier identifier, String type, Identities rules) {
        fields.set(field, repetition, 1, identifier.getValue())
                .authority(field, repetition, 4, authority(identifier.getSystem(), rules))
                .set(field, repetition, 5, type);
    }

    /** An identifier system as HD: the profile's words for it, or the OID or URI itself. */
    private static String authority(String system, Identities rules) {
        if (system == null) {
            return "";
        }
        String known = rules.authorities().get(system);
        if (known != null) {
            return known;
        }
        if (ChartsideFhir.NPI.equals(system)) {
            return NPI;
        }
        return system.startsWith(OID) ? "^" + system.substring(OID.length()) + "^ISO" : "^" + system + "^URI";
    }

    /** XPN: family, given, further given, suffix, prefix, type L. */
    static void xpn(Fields fields, int field, HumanName name) {
        fields.set(field, 0, 1, family(name))
                .set(field, 0, 2, given(name, 0))
                .set(field, 0, 3, furtherGiven(name))
                .set(field, 0, 4, joined(name.getSuffix()))
                .set(field, 0, 5, joined(name.getPrefix()))
                .set(field, 0, 7, "L");
    }

    /** The first fourteen components of XCN, which PPN has too. */
    static void xcn(Fields fields, int field, Practitioner person, Identities rules) {
        Optional<Identifier> identifier = of(person.getIdentifier(), Optional.of(rules.providerSystem()), "").stream()
                .findFirst();
        HumanName name = name(person.getName()).orElseGet(HumanName::new);
        identifier.ifPresent(known -> fields.set(field, 0, 1, known.getValue()));
        fields.set(field, 0, 2, family(name))
                .set(field, 0, 3, given(name, 0))
                .set(field, 0, 4, furtherGiven(name))
                .set(field, 0, 5, joined(name.getSuffix()))
                .set(field, 0, 6, joined(name.getPrefix()));
        identifier.ifPresent(known -> fields.authority(field, 0, 9, authority(known.getSystem(), rules)));
        fields.set(field, 0, 10, "L");
        identifier.ifPresent(known -> fields.set(field, 0, 13, type(known)));
    }

    private static String type(Identifier identifier) {
        return ChartsideFhir.NPI.equals(identifier.getSystem())
                ? "NPI"
                : identifier.getType().getCodingFirstRep().getCode();
    }

    /** The official name, or else the usual one, or else the first that is not out of use. */
    static Optional<HumanName> name(List<HumanName> names) {
        return named(names, HumanName.NameUse.OFFICIAL)
                .or(() -> named(names, HumanName.NameUse.USUAL))
                .or(() -> names.stream()
                        .filter(name -> name.getUse() != HumanName.NameUse.OLD)
                        .findFirst())
                .filter(name -> !family(name).isBlank());
    }

    private static Optional<HumanName> named(List<HumanName> names, HumanName.NameUse use) {
        return names.stream().filter(name -> name.getUse() == use).findFirst();
    }

    private static String family(HumanName name) {
        return name.hasFamily() ? name.getFamily() : Objects.toString(name.getText(), "");
    }

    private static String given(HumanName name, int at) {
        return name.hasFamily() && name.getGiven().size() > at
                ? name.getGiven().get(at).getValue()
                : "";
    }

    private static String furtherGiven(HumanName name) {
        return name.hasFamily() && name.getGiven().size() > 1
                ? joined(name.getGiven().subList(1, name.getGiven().size()))
                : "";
    }

    private static String joined(List<StringType> parts) {
        return String.join(" ", parts.stream().map(StringType::getValueNotNull).toList());
    }
}
