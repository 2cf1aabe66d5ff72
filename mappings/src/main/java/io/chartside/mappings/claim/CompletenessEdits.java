package io.chartside.mappings.claim;

import io.chartside.mappings.draft.Claims;
import io.chartside.mappings.x12.Identifiers;
import io.chartside.mappings.x12.LinkedRecords;
import io.chartside.mappings.x12.NationalProvider;
import io.chartside.mappings.x12.ServiceCodes;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;

/** What every claim needs before anybody pays it. */
final class CompletenessEdits {
    private static final int MOST_MODIFIERS = 4;
    private final ClaimCase of;
    private final LinkedRecords records;
    private final Findings findings;

    CompletenessEdits(ClaimCase of, LinkedRecords records, Findings findings) {
        this.of = of;
        this.records = records;
        this.findings = findings;
    }

    void check(LocalDate today) {
        if (of.lines().isEmpty()) {
            findings.add("claim-lines", "Claim.item");
        }
        if (of.diagnoses().isEmpty()) {
            findings.add("claim-diagnoses", "Claim.diagnosis");
        }
        if (of.diagnoses().size() > Claims.MOST_DIAGNOSES) {
            findings.add("claim-diagnoses-many", "Claim.diagnosis");
        }
        of.lines().forEach(line -> line(line, today));
        coverage();
        provider();
    }

    private void line(ClaimCase.Line line, LocalDate today) {
        Claim.ItemComponent item = of.claim().getItem().get(line.index());
        if (line.code().isEmpty()) {
            findings.add("line-code", line.path() + ".productOrService");
        }
        if (line.day().isEmpty()) {
            findings.add("line-date", line.path() + ".serviced");
        } else if (line.day().get().isAfter(today)) {
            findings.add("line-future", line.path() + ".serviced");
        } else if (line.day().get().isBefore(today.minusYears(1))) {
            findings.add("line-late", line.path() + ".serviced");
        }
        if (!item.hasNet() && !item.hasUnitPrice()) {
            findings.add("line-charge", line.path() + ".net");
        }
        if (!item.hasLocation()) {
            findings.add("line-place", line.path() + ".location");
        }
        if (ServiceCodes.isDosed(line.code()) && !item.hasQuantity()) {
            findings.add("line-units", line.path() + ".quantity", line.code());
        }
        if (line.pointers().isEmpty()) {
            findings.add("line-pointer", line.path() + ".diagnosisSequence");
        } else if (line.reasons().size() < new HashSet<>(line.pointers()).size()) {
            findings.add("line-pointer-unknown", line.path() + ".diagnosisSequence");
        }
        if (line.pointers().size() > Claims.MOST_POINTERS) {
            findings.add("line-pointers", line.path() + ".diagnosisSequence");
        }
        if (line.modifiers().size() > MOST_MODIFIERS) {
            findings.add("line-modifiers", line.path() + ".modifier");
        }
    }

    private void coverage() {
        Optional<Coverage> coverage =
                records.read(of.claim(), of.claim().getInsuranceFirstRep().getCoverage(), Coverage.class);
        if (coverage.isEmpty()) {
            findings.add("coverage-missing", "Claim.insurance[0].coverage");
            return;
        }
        Coverage held = coverage.get();
        if (!held.hasSubscriberId() && !held.hasIdentifier()) {
            findings.add("coverage-member", "Coverage.subscriberId");
        }
        of.day()
                .filter(day -> !isInForce(held, day))
                .ifPresent(day -> findings.add("coverage-ended", "Coverage.period"));
        boolean payer =
                records.read(held, held.getPayorFirstRep(), Organization.class).isPresent()
                        || records.read(of.claim(), of.claim().getInsurer(), Organization.class)
                                .isPresent();
        if (!payer) {
            findings.add("payer-missing", "Coverage.payor");
        }
    }

    private static boolean isInForce(Coverage coverage, LocalDate day) {
        return day(coverage.getPeriod().getStartElement()).filter(day::isBefore).isEmpty()
                && day(coverage.getPeriod().getEndElement())
                        .filter(day::isAfter)
                        .isEmpty();
    }

    /** As it was written; a period that names no day bounds nothing. */
    private static Optional<LocalDate> day(DateTimeType time) {
        return time.hasValue() && time.getValueAsString().length() >= 10
                ? Optional.of(LocalDate.parse(time.getValueAsString().substring(0, 10)))
                : Optional.empty();
    }

    private void provider() {
        Optional<Resource> provider = records.any(of.claim(), of.claim().getProvider());
        if (provider.orElse(null) instanceof PractitionerRole role) {
            provider = records.any(role, role.getPractitioner());
        }
        List<Identifier> identifiers;
        if (provider.orElse(null) instanceof Practitioner person) {
            identifiers = person.getIdentifier();
        } else if (provider.orElse(null) instanceof Organization organization) {
            identifiers = organization.getIdentifier();
        } else {
            findings.add("npi-missing", "Claim.provider");
            return;
        }
        String npi = Identifiers.npi(identifiers);
        if (npi.isEmpty()) {
            findings.add("npi-missing", provider.get().fhirType() + ".identifier");
        } else if (!NationalProvider.isValid(npi)) {
            findings.add("npi-wrong", provider.get().fhirType() + ".identifier");
        }
    }
}
