package io.chartside.server.operation;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.x12.ClaimExport;
import io.chartside.mappings.x12.ClaimFile;
import io.chartside.mappings.x12.ClaimSupplement;
import io.chartside.mappings.x12.Interchange;
import io.chartside.server.access.Interaction;
import io.chartside.server.attestation.SignatureCheck;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Provenance;
import org.springframework.stereotype.Component;

/**
 * {@code Claim/[id]/$x12-837p}: a signed claim as an X12 837 professional interchange (005010X222A1). Billing needs this, and
 * nothing of the note; what goes to a payer for payment is in no account of disclosures (45 CFR 164.528(a)(1)(i)).
 */
@Component
final class ClaimInterchange implements Operation {
    private static final Sight SIGNATURES =
            Sight.everythingWithoutAccessCheck("whether a claim is signed; no content of it is answered");
    private static final Set<String> PARAMETERS =
            Set.of("coverage", "billing-provider", "charge", "place-of-service", "sender", "receiver", "usage");

    private final RecordReader records;
    private final SignatureCheck signatures;
    private final InterchangeNumbers numbers;
    private final Clock clock;

    ClaimInterchange(RecordReader records, SignatureCheck signatures, InterchangeNumbers numbers, Clock clock) {
        this.records = records;
        this.signatures = signatures;
        this.numbers = numbers;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "x12-837p";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Claim");
    }

    /** It takes a control number. */
    @Override
    public boolean affectsState() {
        return true;
    }

    @Override
    public boolean shapesItsAnswer() {
        return true;
    }

    @Override
    public List<Need> needs() {
        return List.of(
                new Need(Interaction.READ, "Claim"),
                new Need(Interaction.UPDATE, "Claim"),
                new Need(Interaction.READ, "Patient"),
                new Need(Interaction.READ, "Coverage"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Claim-x12-837p";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        CallParameters parameters = CallParameters.of(call, name(), PARAMETERS);
        TenantId tenant = call.context().tenant();
        Claim claim = (Claim) records.parse(call.instance().orElseThrow());
        requireSignature(tenant, claim);
        Interchange interchange = new Interchange(
                numbers.next(tenant), LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC), isTest(parameters));
        ClaimFile file = ClaimExport.of(
                claim,
                reference -> records.read(tenant, call.sight(), reference),
                supplement(call, parameters, claim),
                interchange);
        if (file instanceof ClaimFile.Refused refused) {
            throw new FhirRefusal(
                    422,
                    refused.problems().stream()
                            .map(problem -> new FhirRefusal.Issue("required", problem.message(), problem.path()))
                            .toList());
        }
        byte[] text = ((ClaimFile.Written) file).text().getBytes(StandardCharsets.US_ASCII);
        return OperationAnswer.ofMedia("application/edi-x12", text, List.of());
    }

    /** What an AI asserted counts as signed only by a signature that covers this very version and holds. */
    private void requireSignature(TenantId tenant, Claim claim) {
        if (!AiLabel.isOn(claim) || claim.getStatus() != Claim.ClaimStatus.ACTIVE) {
            return;
        }
        String reference = "Claim/" + claim.getIdElement().getIdPart();
        String version = reference + "/_history/" + claim.getMeta().getVersionId();
        boolean signed = records.find(tenant, SIGNATURES, Provenance.class, Map.of("target", reference)).stream()
                .filter(SignatureCheck::isSigned)
                .filter(provenance ->
                        provenance.getTarget().stream().anyMatch(target -> version.equals(target.getReference())))
                .anyMatch(provenance -> signatures.check(tenant, provenance).holds());
        if (!signed) {
            throw FhirRefusal.againstRule("No signature covers this version of the claim", "Claim.status");
        }
    }

    private ClaimSupplement supplement(OperationCall call, CallParameters parameters, Claim claim) {
        return new ClaimSupplement(
                parameters.text("coverage").or(() -> onlyCoverage(call, claim)),
                parameters.text("billing-provider"),
                charges(parameters),
                parameters.text("place-of-service"),
                parameters.text("sender"),
                parameters.text("receiver"));
    }

    /** Of a claim without one: the patient's, where the record has one in force and no other. */
    private Optional<String> onlyCoverage(OperationCall call, Claim claim) {
        if (!claim.getPatient().hasReference()
                || claim.getInsuranceFirstRep().getCoverage().hasReference()) {
            return Optional.empty();
        }
        List<Coverage> held = records.find(
                call.context().tenant(),
                call.sight(),
                Coverage.class,
                Map.of("beneficiary", claim.getPatient().getReference(), "status", "active"));
        return held.size() == 1
                ? Optional.of("Coverage/" + held.get(0).getIdElement().getIdPart())
                : Optional.empty();
    }

    private static boolean isTest(CallParameters parameters) {
        return switch (parameters.text("usage").orElse("test")) {
            case "test" -> true;
            case "production" -> false;
            default -> throw FhirRefusal.malformed("usage is test or production");
        };
    }

    private static Map<Integer, BigDecimal> charges(CallParameters parameters) {
        Map<Integer, BigDecimal> charges = new HashMap<>();
        for (List<ParametersParameterComponent> parts : parameters.parts("charge")) {
            Integer item = null;
            BigDecimal amount = null;
            for (ParametersParameterComponent part : parts) {
                if ("item".equals(part.getName()) && part.getValue() instanceof PositiveIntType sequence) {
                    item = sequence.getValue();
                } else if ("amount".equals(part.getName())
                        && part.getValue() instanceof Money money
                        && (!money.hasCurrency() || "USD".equals(money.getCurrency()))) {
                    amount = money.getValue();
                }
            }
            if (item == null || amount == null || charges.put(item, amount) != null) {
                throw FhirRefusal.malformed(
                        "charge has the parts item (valuePositiveInt, once each) and amount (valueMoney, in USD)");
            }
        }
        return charges;
    }
}
