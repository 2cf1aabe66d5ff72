package io.chartside.server.attestation;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.interaction.FhirRefusal;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Provenance;

/** The agents of a Provenance that say "I have checked this". */
final class Verifiers {
    private static final String PARTICIPANTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private static final Set<String> CODES = Set.of("verifier", "legal", "attester");

    private Verifiers() {}

    static boolean isAttestation(JsonNode provenance) {
        for (JsonNode agent : provenance.path("agent")) {
            boolean any = isCode(agent.path("type"));
            for (JsonNode role : agent.path("role")) {
                any |= isCode(role);
            }
            if (any) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCode(JsonNode concept) {
        for (JsonNode coding : concept.path("coding")) {
            if (PARTICIPANTS.equals(coding.path("system").asText())
                    && CODES.contains(coding.path("code").asText())) {
                return true;
            }
        }
        return false;
    }

    /** @throws FhirRefusal unless every verifier is the signer, acting for himself */
    static void requireOnly(Provenance provenance, String signer) {
        boolean foreign = provenance.getAgent().stream()
                .filter(Verifiers::verifies)
                .anyMatch(agent -> !signer.equals(agent.getWho().getReference()) || agent.hasOnBehalfOf());
        if (foreign) {
            throw FhirRefusal.forbidden("A verifier signs in person, not for another");
        }
    }

    private static boolean verifies(Provenance.ProvenanceAgentComponent agent) {
        return isCode(agent.getType()) || agent.getRole().stream().anyMatch(Verifiers::isCode);
    }

    private static boolean isCode(CodeableConcept concept) {
        return concept.getCoding().stream()
                .anyMatch(coding -> PARTICIPANTS.equals(coding.getSystem()) && CODES.contains(coding.getCode()));
    }
}
