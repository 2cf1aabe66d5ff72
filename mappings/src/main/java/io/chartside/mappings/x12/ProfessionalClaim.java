package io.chartside.mappings.x12;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One claim as the implementation guide 005010X222A1 has it: what its segments say and nothing else, so that a claim that is
 * written and read back is equal. Every text is within the guide's lengths and free of delimiters ({@link Wording}). Loops and
 * elements are named as the guide names them.
 *
 * @param submitter loop 1000A
 * @param receiver loop 1000B
 * @param billing loops 2000A and 2010AA
 * @param subscriber loops 2000B and 2010BA
 * @param payer loop 2010BB
 * @param dependent loops 2000C and 2010CA; empty where the patient is the subscriber
 * @param header CLM of loop 2300
 * @param diagnoses HI of loop 2300 in order, the first as ABK; without dots, 1 to 12
 * @param rendering loop 2310B; empty where the billing provider rendered the service
 * @param facility loop 2310C; empty where the service was given where the billing provider is
 * @param others loops 2320, one for each insurance besides, in the order of the claim
 * @param lines loops 2400, 1 to 50
 */
public record ProfessionalClaim(
        Submitter submitter,
        Receiver receiver,
        Provider billing,
        Subscriber subscriber,
        Payer payer,
        Optional<Dependent> dependent,
        Header header,
        List<String> diagnoses,
        Optional<Provider> rendering,
        Optional<Facility> facility,
        List<OtherInsurance> others,
        List<Line> lines) {
    static final int MOST_LINES = 50;

    public ProfessionalClaim {
        Objects.requireNonNull(submitter);
        Objects.requireNonNull(receiver);
        Objects.requireNonNull(billing);
        Objects.requireNonNull(subscriber);
        Objects.requireNonNull(payer);
        Objects.requireNonNull(dependent);
        Objects.requireNonNull(header);
        diagnoses = List.copyOf(diagnoses);
        Objects.requireNonNull(rendering);
        Objects.requireNonNull(facility);
        others = List.copyOf(others);
        lines = List.copyOf(lines);
    }

    /** The claim is a health record: only its shape is told. */
    @Override
    public String toString() {
        return "ProfessionalClaim of " + lines.size() + " lines";
    }

    /** @param id that the receiver knows the submitter by */
    public record Submitter(String name, String id, String contact, String phone) {}

    /** @param id that the interchange is addressed to */
    public record Receiver(String name, String id) {}

    /**
     * A name as NM1 carries it.
     *
     * @param person whether NM102 is 1; else it is an organization, with {@code last} alone
     */
    public record Name(boolean person, String last, String first, String middle, String suffix) {
        static Name organization(String name) {
            return new Name(false, name, "", "", "");
        }
    }

    /** N3 and N4. */
    public record Address(String line, String second, String city, String state, String zip) {}

    /**
     * Who bills or renders.
     *
     * @param npi ten digits
     * @param taxonomy of PRV; may be empty
     * @param address of the one who bills; of the one who renders it is not sent
     * @param taxId EIN or SSN, nine digits; of the one who bills
     * @param taxIdIsPersons whether it is an SSN (REF*SY) and not an EIN (REF*EI)
     */
    public record Provider(
            Name name, String npi, String taxonomy, Optional<Address> address, String taxId, boolean taxIdIsPersons) {}

    /** Address and DMG of a patient; the gender is M, F or U. */
    public record Demographics(Address address, LocalDate birth, String gender) {}

    /**
     * Whose insurance it is.
     *
     * @param order SBR01: P, S, T, or A to H for the fourth to the eleventh
     * @param group SBR03; may be empty
     * @param groupName SBR04; may be empty
     * @param filing SBR09, such as MB or CI
     * @param demographics sent where the subscriber is the patient
     */
    public record Subscriber(
            String order,
            Name name,
            String memberId,
            String group,
            String groupName,
            String filing,
            Optional<Demographics> demographics) {}

    /** @param id with qualifier PI */
    public record Payer(String name, String id) {}

    /** @param relationship PAT01, of the patient to the subscriber */
    public record Dependent(String relationship, Name name, Demographics demographics) {}

    /**
     * @param control CLM01, at most 20 characters, which payers send back
     * @param total CLM02, the sum of the lines
     * @param place CLM05-1, CMS place of service
     * @param frequency CLM05-3: 1 original, 7 replacement, 8 void
     * @param assigned CLM07 and CLM08: whether the payer pays the provider
     * @param original REF*F8, the payer's number of the claim that is replaced; may be empty
     * @param authorization REF*G1; may be empty
     */
    public record Header(
            String control,
            BigDecimal total,
            String place,
            String frequency,
            boolean assigned,
            String original,
            String authorization) {}

    /** @param npi may be empty */
    public record Facility(String name, String npi, Address address) {}

    /**
     * Another insurance of the patient: SBR, CAS, AMT and OI of loop 2320, loops 2330A and 2330B.
     *
     * @param order SBR01
     * @param relationship SBR02, of the patient to the subscriber, 18 for the patient
     * @param paid what it decided before this payer is asked; empty for one that is asked after it
     */
    public record OtherInsurance(
            String order,
            String relationship,
            Name name,
            String memberId,
            String group,
            String groupName,
            String filing,
            Payer payer,
            Optional<Paid> paid) {}

    /**
     * What another payer made of the claim.
     *
     * @param amount AMT*D
     * @param adjustments CAS, those of a group together; with the amount they make up the claim's charge
     * @param on DTP*573
     */
    public record Paid(BigDecimal amount, List<Adjustment> adjustments, LocalDate on) {
        public Paid {
            adjustments = List.copyOf(adjustments);
        }
    }

    /**
     * @param group CO, OA, PI or PR
     * @param reason claim adjustment reason code
     */
    public record Adjustment(String group, String reason, BigDecimal amount) {}

    /**
     * Loop 2410: which drug was given.
     *
     * @param ndc LIN03, eleven digits
     * @param quantity CTP04
     * @param unit CTP05-1: F2 international units, GR, ME milligrams, ML, UN
     */
    public record Drug(String ndc, BigDecimal quantity, String unit) {}

    /**
     * One service.
     *
     * @param code CPT or HCPCS (SV101-1 HC)
     * @param modifiers at most 4
     * @param units SV104, of kind UN
     * @param place SV105 where it is another than the claim's, else empty
     * @param pointers SV107, 1 to 4 of the diagnoses, counted from 1
     * @param control REF*6R, which payers send back
     * @param drug that the code stands for, where the claim names it
     */
    public record Line(
            String code,
            List<String> modifiers,
            BigDecimal charge,
            BigDecimal units,
            String place,
            List<Integer> pointers,
            LocalDate from,
            LocalDate to,
            String control,
            Optional<Drug> drug) {
        public Line {
            Objects.requireNonNull(drug);
            modifiers = List.copyOf(modifiers);
            pointers = List.copyOf(pointers);
        }
    }
}
