package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Address;
import io.chartside.mappings.x12.ProfessionalClaim.Demographics;
import io.chartside.mappings.x12.ProfessionalClaim.Dependent;
import io.chartside.mappings.x12.ProfessionalClaim.Name;
import io.chartside.mappings.x12.ProfessionalClaim.Payer;
import io.chartside.mappings.x12.ProfessionalClaim.Provider;
import io.chartside.mappings.x12.ProfessionalClaim.Submitter;
import io.chartside.mappings.x12.ProfessionalClaim.Subscriber;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;

/** Who bills, rendered, is insured and pays. */
final class ClaimParties {
    /** First, second, third payer, and on. */
    static final String ORDERS = "PSTABCDEFGH";

    private final Claim claim;
    private final LinkedRecords records;
    private final ClaimSupplement supplement;
    private final Wording words;
    private final Optional<Practitioner> clinician;
    private final Optional<Organization> practice;
    private final Optional<Coverage> coverage;
    private final Optional<Patient> patient;

    ClaimParties(Claim claim, LinkedRecords records, ClaimSupplement supplement, Wording words) {
        this.claim = claim;
        this.records = records;
        this.supplement = supplement;
        this.words = words;
        Optional<Resource> provider = records.any(claim, claim.getProvider());
        Optional<PractitionerRole> role =
                provider.filter(PractitionerRole.class::isInstance).map(PractitionerRole.class::cast);
        clinician = provider.filter(Practitioner.class::isInstance)
                .map(Practitioner.class::cast)
                .or(() -> role.flatMap(r -> records.read(r, r.getPractitioner(), Practitioner.class)))
                .or(this::ofCareTeam);
        practice = provider.filter(Organization.class::isInstance)
                .map(Organization.class::cast)
                .or(() -> role.flatMap(r -> records.read(r, r.getOrganization(), Organization.class)))
                .or(this::ofEncounter)
                .or(() -> supplement.billingProvider().flatMap(to -> records.read(to, Organization.class)));
        coverage = records.read(claim, ClaimInsurances.focal(claim, words).getCoverage(), Coverage.class)
                .or(() -> supplement.coverage().flatMap(to -> records.read(to, Coverage.class)));
        patient = records.read(claim, claim.getPatient(), Patient.class);
    }

    private Optional<Practitioner> ofCareTeam() {
        return claim.getCareTeam().stream()
                .flatMap(member -> records.read(claim, member.getProvider(), Practitioner.class).stream())
                .findFirst();
    }

    private Optional<Organization> ofEncounter() {
        return claim.getItem().stream()
                .flatMap(item -> item.getEncounter().stream())
                .flatMap(reference -> records.read(claim, reference, Encounter.class).stream())
                .flatMap(encounter ->
                        records.read(encounter, encounter.getServiceProvider(), Organization.class).stream())
                .findFirst();
    }

    // ---- providers

    Provider billing() {
        if (practice.isPresent()) {
            Organization organization = practice.get();
            String tax = Identifiers.ein(organization.getIdentifier());
            return new Provider(
                    Name.organization(
                            words.name(organization.getName(), 60, "Organization.name", "the billing provider's name")),
                    npi(Identifiers.npi(organization.getIdentifier()), "Organization", "the billing provider's"),
                    "",
                    Optional.of(billingAddress(organization.getAddress(), "Organization")),
                    taxId(tax, "Organization"),
                    false);
        }
        if (clinician.isEmpty()) {
            words.problem("Claim.provider", "the provider of the claim is not in the record");
            return new Provider(Name.organization(""), "", "", Optional.of(ClaimExport.noAddress()), "", false);
        }
        Practitioner person = clinician.get();
        String ein = Identifiers.ein(person.getIdentifier());
        String tax = ein.isEmpty() ? Identifiers.ssn(person.getIdentifier()) : ein;
        if (tax.isEmpty() || !person.hasAddress()) {
            words.problem(
                    "Encounter.serviceProvider",
                    "who bills is not told: neither an organization, nor a practitioner with an address and a tax number");
            return new Provider(Name.organization(""), "", "", Optional.of(ClaimExport.noAddress()), "", false);
        }
        return new Provider(
                name(person.getName(), "Practitioner", "the provider's"),
                npi(Identifiers.npi(person.getIdentifier()), "Practitioner", "the provider's"),
                "",
                Optional.of(billingAddress(person.getAddress(), "Practitioner")),
                taxId(tax, "Practitioner"),
                ein.isEmpty());
    }

    Optional<Provider> rendering() {
        if (practice.isEmpty()) {
            return Optional.empty();
        }
        if (clinician.isEmpty()) {
            words.problem("Claim.careTeam", "who rendered the service is not told");
            return Optional.empty();
        }
        Practitioner person = clinician.get();
        return Optional.of(new Provider(
                name(person.getName(), "Practitioner", "the rendering provider's"),
                npi(Identifiers.npi(person.getIdentifier()), "Practitioner", "the rendering provider's"),
                "",
                Optional.empty(),
                "",
                false));
    }

    /** Who submits is who bills; its contact is the organization's, or the practitioner himself. */
    Submitter submitter(String id) {
        if (practice.isPresent()) {
            Organization organization = practice.get();
            String contact = organization.getContact().stream()
                    .map(one -> one.getName().getNameAsSingleString())
                    .filter(name -> !name.isBlank())
                    .findFirst()
                    .orElse(organization.getName());
            String phone = Identifiers.phone(organization.getTelecom());
            if (phone.isEmpty()) {
                phone = organization.getContact().stream()
                        .map(one -> Identifiers.phone(one.getTelecom()))
                        .filter(number -> !number.isEmpty())
                        .findFirst()
                        .orElse("");
            }
            return new Submitter(
                    words.name(organization.getName(), 60, "Organization.name", "the submitter's name"),
                    id,
                    words.name(contact, 60, "Organization.contact[0].name", "the submitter's contact"),
                    telephone(phone, "Organization.telecom"));
        }
        String name = clinician
                .map(person -> words.name(
                        person.getNameFirstRep().getNameAsSingleString(),
                        60,
                        "Practitioner.name",
                        "the submitter's name"))
                .orElse("");
        String phone =
                clinician.map(person -> Identifiers.phone(person.getTelecom())).orElse("");
        return new Submitter(name, id, name, telephone(phone, "Practitioner.telecom"));
    }

    private String telephone(String phone, String path) {
        String digits = phone.replaceAll("\\D", "").replaceFirst("^1(\\d{10})$", "$1");
        return words.formed(digits, "\\d{10}", path, "the submitter's telephone", "ten digits");
    }

    private String npi(String npi, String type, String whose) {
        if (npi.isEmpty()) {
            return words.problem(type + ".identifier", whose + " NPI is missing");
        }
        return NationalProvider.isValid(npi)
                ? npi
                : words.problem(type + ".identifier", whose + " NPI has a wrong check digit or form");
    }

    private String taxId(String tax, String type) {
        return words.formed(
                tax.replace("-", ""),
                "\\d{9}",
                type + ".identifier",
                "the billing provider's tax number",
                "nine digits");
    }

    // ---- insured and patient

    Payer payer() {
        if (coverage.isEmpty()) {
            words.problem("Claim.insurance[0].coverage", "the coverage is not told, or not in the record");
            return new Payer("", "");
        }
        return payer(coverage.get(), true);
    }

    /** @param orInsurer whether the claim's insurer stands in for a payer that the coverage does not tell */
    Payer payer(Coverage of, boolean orInsurer) {
        Optional<Organization> organization = records.read(of, of.getPayorFirstRep(), Organization.class)
                .or(() -> orInsurer ? records.read(claim, claim.getInsurer(), Organization.class) : Optional.empty());
        if (organization.isEmpty()) {
            words.problem("Coverage.payor[0]", "the payer is no organization, or not in the record");
            return new Payer("", "");
        }
        return new Payer(
                words.name(organization.get().getName(), 60, "Organization.name", "the payer's name"),
                words.required(
                        Identifiers.payer(organization.get().getIdentifier()),
                        80,
                        "Organization.identifier",
                        "the payer's identifier (of type payerid, naiccode or NIIP)"));
    }

    Subscriber subscriber() {
        if (coverage.isEmpty()) {
            return new Subscriber("", Name.organization(""), "", "", "", "", Optional.empty());
        }
        Coverage of = coverage.get();
        String relationship = relationship(of);
        boolean self = relationship.equals("18");
        return new Subscriber(
                order(of),
                insured(of),
                member(of),
                group(of),
                groupName(of),
                FilingIndicator.of(of.getType()),
                self ? Optional.of(demographics()) : Optional.empty());
    }

    /** SBR01. */
    String order(Coverage of) {
        int order = Math.max(1, of.getOrder());
        if (order > ORDERS.length()) {
            return words.problem("Coverage.order", "an 837P knows eleven payers");
        }
        return ORDERS.substring(order - 1, order);
    }

    Name insured(Coverage of) {
        return relationship(of).equals("18") ? patientName() : subscriberName(of);
    }

    String member(Coverage of) {
        return words.required(memberId(of), 80, "Coverage.subscriberId", "the subscriber's member number");
    }

    String group(Coverage of) {
        return grouped(of)
                .map(one -> words.optional(one.getValue(), 50, "Coverage.class.value", "the group number"))
                .orElse("");
    }

    String groupName(Coverage of) {
        return grouped(of)
                .map(one -> words.optionalName(one.getName(), 60, "Coverage.class.name", "the group's name"))
                .orElse("");
    }

    private static Optional<Coverage.ClassComponent> grouped(Coverage of) {
        return of.getClass_().stream()
                .filter(one -> one.getType().getCoding().stream().anyMatch(coding -> "group".equals(coding.getCode())))
                .findFirst();
    }

    Optional<Dependent> dependent() {
        if (coverage.isEmpty()) {
            return Optional.empty();
        }
        String relationship = relationship(coverage.get());
        return relationship.equals("18")
                ? Optional.empty()
                : Optional.of(new Dependent(relationship, patientName(), demographics()));
    }

    /** PAT01, or 18 for the patient himself. What is not told is not taken for the patient. */
    String relationship(Coverage of) {
        String code = of.getRelationship().getCodingFirstRep().getCode();
        return switch (code == null ? "" : code) {
            case "self" -> "18";
            case "spouse" -> "01";
            case "child" -> "19";
            case "common" -> "53";
            case "parent", "other", "injured" -> "G8";
            default -> isPatients(of.getSubscriber()) ? "18" : "21";
        };
    }

    private boolean isPatients(Reference subscriber) {
        return subscriber.hasReference()
                && subscriber.getReference().equals(claim.getPatient().getReference());
    }

    private Name subscriberName(Coverage of) {
        Optional<Resource> who = records.any(of, of.getSubscriber());
        if (who.orElse(null) instanceof Patient person) {
            return name(person.getName(), "Patient", "the subscriber's");
        }
        if (who.orElse(null) instanceof RelatedPerson person) {
            return name(person.getName(), "RelatedPerson", "the subscriber's");
        }
        words.problem("Coverage.subscriber", "the subscriber is not in the record");
        return Name.organization("");
    }

    private static String memberId(Coverage of) {
        return of.hasSubscriberId()
                ? of.getSubscriberId()
                : of.getIdentifier().stream()
                        .filter(one ->
                                one.getType().getCoding().stream().anyMatch(coding -> "MB".equals(coding.getCode())))
                        .map(one -> one.getValue())
                        .findFirst()
                        .orElse("");
    }

    private Name patientName() {
        if (patient.isEmpty()) {
            words.problem("Claim.patient", "the patient is not in the record");
            return Name.organization("");
        }
        return name(patient.get().getName(), "Patient", "the patient's");
    }

    private Demographics demographics() {
        if (patient.isEmpty()) {
            return new Demographics(ClaimExport.noAddress(), LocalDate.EPOCH, "U");
        }
        Patient of = patient.get();
        boolean born =
                of.hasBirthDate() && of.getBirthDateElement().getValueAsString().length() >= 10;
        if (!born) {
            words.problem("Patient.birthDate", "the patient's date of birth is missing, or not to the day");
        }
        String gender = of.getGender() == null
                ? "U"
                : switch (of.getGender()) {
                    case MALE -> "M";
                    case FEMALE -> "F";
                    default -> "U";
                };
        return new Demographics(
                address(of.getAddress(), "Patient", "the patient's", "\\d{5}(\\d{4})?", "five or nine digits"),
                born
                        ? LocalDate.parse(
                                of.getBirthDateElement().getValueAsString().substring(0, 10))
                        : LocalDate.EPOCH,
                gender);
    }

    private Name name(List<HumanName> names, String type, String whose) {
        HumanName name = names.stream()
                .filter(one -> one.getUse() == HumanName.NameUse.OFFICIAL)
                .findFirst()
                .orElseGet(() -> names.isEmpty() ? new HumanName() : names.get(0));
        List<String> given = name.getGiven().stream().map(one -> one.getValue()).toList();
        String at = type + ".name[0]";
        return new Name(
                true,
                words.name(name.getFamily(), 60, at + ".family", whose + " family name"),
                given.isEmpty() ? "" : words.optionalName(given.get(0), 35, at + ".given[0]", whose + " given name"),
                given.size() < 2 ? "" : words.optionalName(given.get(1), 25, at + ".given[1]", whose + " middle name"),
                name.hasSuffix()
                        ? words.optionalName(
                                name.getSuffix().get(0).getValue(), 10, at + ".suffix[0]", whose + " suffix")
                        : "");
    }

    /** The guide wants all nine digits of who bills, and no post office box. */
    private Address billingAddress(List<org.hl7.fhir.r4.model.Address> addresses, String type) {
        Address address = address(addresses, type, "the billing provider's", "\\d{9}", "nine digits");
        if (address.line().matches("(P\\.? ?O\\.?|POST OFFICE) BOX.*")) {
            words.problem(
                    type + ".address[0].line[0]", "the billing provider's address is a street, no post office box");
        }
        return address;
    }

    Address address(
            List<org.hl7.fhir.r4.model.Address> addresses, String type, String whose, String zip, String described) {
        String at = type + ".address[0]";
        if (addresses.isEmpty()) {
            words.problem(at, whose + " address is missing");
            return ClaimExport.noAddress();
        }
        org.hl7.fhir.r4.model.Address address = addresses.get(0);
        List<String> lines =
                address.getLine().stream().map(one -> one.getValue()).toList();
        String digits = address.hasPostalCode() ? address.getPostalCode().replace("-", "") : "";
        return new Address(
                words.name(lines.isEmpty() ? "" : lines.get(0), 55, at + ".line[0]", whose + " street"),
                lines.size() < 2 ? "" : words.optionalName(lines.get(1), 55, at + ".line[1]", whose + " second line"),
                words.name(address.getCity(), 30, at + ".city", whose + " city"),
                words.formed(address.getState(), "[A-Z]{2}", at + ".state", whose + " state", "two capitals"),
                words.formed(digits, zip, at + ".postalCode", whose + " ZIP code", described));
    }
}
