package io.chartside.mappings.x12;

import io.chartside.mappings.x12.ProfessionalClaim.Address;
import io.chartside.mappings.x12.ProfessionalClaim.Dependent;
import io.chartside.mappings.x12.ProfessionalClaim.Facility;
import io.chartside.mappings.x12.ProfessionalClaim.Header;
import io.chartside.mappings.x12.ProfessionalClaim.Line;
import io.chartside.mappings.x12.ProfessionalClaim.OtherInsurance;
import io.chartside.mappings.x12.ProfessionalClaim.Payer;
import io.chartside.mappings.x12.ProfessionalClaim.Provider;
import io.chartside.mappings.x12.ProfessionalClaim.Receiver;
import io.chartside.mappings.x12.ProfessionalClaim.Subscriber;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Claim.ClaimStatus;
import org.hl7.fhir.r4.model.Resource;

/**
 * Writes a signed Claim as an 837 professional claim by 005010X222A1, and reads it back before it is given out. All that is
 * missing is told at once, each with the path of its element; nothing is made up to fill a mandatory element. The format has
 * places for what this does not write: accidents, decisions of other payers line by line and attachments; claims that need
 * them are refused (docs/claims.md).
 */
public final class ClaimExport {
    private static final int LONGEST_ISA_ID = 15;

    private final Claim claim;
    private final ClaimSupplement supplement;
    private final Wording words = new Wording();
    private final LinkedRecords records;

    private ClaimExport(Claim claim, Function<String, Optional<Resource>> record, ClaimSupplement supplement) {
        this.claim = claim;
        this.supplement = supplement;
        this.records = new LinkedRecords(record);
    }

    /** @param record a resource by its relative reference, {@code Coverage/1}, as far as the caller may read it */
    public static ClaimFile of(
            Claim claim,
            Function<String, Optional<Resource>> record,
            ClaimSupplement supplement,
            Interchange interchange) {
        ClaimExport export = new ClaimExport(claim, record, supplement);
        export.kind();
        if (!export.words.problems().isEmpty()) {
            return new ClaimFile.Refused(export.words.problems());
        }
        ProfessionalClaim written = export.claim();
        if (!export.words.problems().isEmpty()) {
            return new ClaimFile.Refused(export.words.problems());
        }
        return new ClaimFile.Written(
                checked(written, interchange), written.header().control());
    }

    private static String checked(ProfessionalClaim claim, Interchange interchange) {
        String text = X12Text.write(
                ClaimSegments.of(claim, interchange),
                interchange,
                claim.submitter().id(),
                claim.receiver().id());
        if (!read(text).equals(claim)) {
            throw new IllegalStateException("the interchange does not read as the claim it was written from");
        }
        return text;
    }

    /**
     * The claim that an interchange of this form carries.
     *
     * @throws IllegalArgumentException when it is none, or has segments that {@link #of} never writes
     */
    public static ProfessionalClaim read(String text) {
        return SegmentClaim.of(X12Text.read(text));
    }

    private void kind() {
        if (claim.getStatus() != ClaimStatus.ACTIVE) {
            words.problem("Claim.status", "only a signed (active) claim is exported");
        }
        if (claim.getUse() != Claim.Use.CLAIM) {
            words.problem("Claim.use", "only a claim is exported, no preauthorization and no predetermination");
        }
        if (claim.getType().getCoding().stream().noneMatch(coding -> "professional".equals(coding.getCode()))) {
            words.problem("Claim.type", "only a professional claim is exported");
        }
        if (claim.hasAccident()) {
            words.problem("Claim.accident", "claims of accidents are not exported");
        }
    }

    private ProfessionalClaim claim() {
        ClaimParties parties = new ClaimParties(claim, records, supplement, words);
        Provider billing = parties.billing();
        Optional<Provider> rendering =
                parties.rendering().filter(one -> !one.npi().equals(billing.npi()));
        Payer payer = parties.payer();
        Subscriber subscriber = parties.subscriber();
        Optional<Dependent> dependent = parties.dependent();
        ClaimLines service = new ClaimLines(claim, records, supplement, words);
        List<Line> lines = service.lines();
        List<String> diagnoses = service.diagnoses();
        Header header = service.header(lines);
        Optional<Facility> facility = new ClaimPlaces(claim, records, words, parties).facility(billing);
        List<OtherInsurance> others =
                new ClaimInsurances(claim, records, words, parties).others(subscriber, header.total());
        return new ProfessionalClaim(
                parties.submitter(sender(billing)),
                new Receiver(payer.name(), receiver(payer)),
                billing,
                subscriber,
                payer,
                dependent,
                header,
                diagnoses,
                rendering,
                facility,
                others,
                lines);
    }

    private String sender(Provider billing) {
        return supplement
                .sender()
                .map(id -> words.required(id, LONGEST_ISA_ID, "Parameters.parameter:sender", "the sender"))
                .orElse(billing.npi());
    }

    private String receiver(Payer payer) {
        return supplement
                .receiver()
                .map(id -> words.required(id, LONGEST_ISA_ID, "Parameters.parameter:receiver", "the receiver"))
                .orElseGet(() -> words.required(
                        payer.id(), LONGEST_ISA_ID, "Organization.identifier", "the payer's identifier as receiver"));
    }

    /** Of an address that is missing, until all problems are told. */
    static Address noAddress() {
        return new Address("", "", "", "", "");
    }
}
