package io.chartside.server.operation;

import io.chartside.server.access.Interaction;
import io.chartside.server.attestation.SignatureCheck;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/**
 * {@code Composition/[id]/$verify}: whether the signatures of a note hold, and whether its current version is one of
 * those that were signed.
 */
@Component
final class Verify implements Operation {
    private final NoteParts parts;
    private final SignatureCheck signatures;

    Verify(NoteParts parts, SignatureCheck signatures) {
        this.parts = parts;
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Composition");
    }

    @Override
    public List<Need> needs() {
        return List.of(new Need(Interaction.READ, "Composition"), new Need(Interaction.SEARCH, "Provenance"));
    }

    @Override
    public String definition() {
        return "https://chartside.io/fhir/OperationDefinition/Composition-verify";
    }

    @Override
    public OperationAnswer run(OperationCall call) {
        TenantId tenant = call.context().tenant();
        Composition composition = parts.compositionOf(call);
        String reference = "Composition/" + composition.getIdElement().getIdPart();
        String current = reference + "/_history/" + composition.getMeta().getVersionId();
        Parameters answer = new Parameters();
        boolean currentIsSigned = false;
        boolean allHold = true;
        for (Provenance provenance : parts.provenances(tenant, call.sight(), composition)) {
            if (!SignatureCheck.isSigned(provenance)) {
                continue;
            }
            SignatureCheck.Finding finding = signatures.check(tenant, provenance);
            allHold &= finding.holds();
            currentIsSigned |= finding.holds()
                    && provenance.getTarget().stream().anyMatch(target -> current.equals(target.getReference()));
            describe(answer, provenance, finding);
        }
        answer.addParameter("valid", allHold && currentIsSigned);
        return OperationAnswer.of(answer);
    }

    private static void describe(Parameters answer, Provenance provenance, SignatureCheck.Finding finding) {
        Parameters.ParametersParameterComponent signature =
                answer.addParameter().setName("signature");
        signature
                .addPart()
                .setName("provenance")
                .setValue(
                        new Reference("Provenance/" + provenance.getIdElement().getIdPart()));
        signature
                .addPart()
                .setName("signer")
                .setValue(provenance.getSignatureFirstRep().getWho().copy());
        signature
                .addPart()
                .setName("when")
                .setValue(provenance.getSignatureFirstRep().getWhenElement().copy());
        signature.addPart().setName("holds").setValue(new org.hl7.fhir.r4.model.BooleanType(finding.holds()));
        if (!finding.holds()) {
            signature.addPart().setName("problem").setValue(new org.hl7.fhir.r4.model.StringType(finding.problem()));
        }
    }
}
