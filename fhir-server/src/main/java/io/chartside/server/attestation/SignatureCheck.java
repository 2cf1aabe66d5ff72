package io.chartside.server.attestation;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/** Checks a stored signature against the stored versions it covers. */
@Component
public final class SignatureCheck {
    private static final Sight SIGNED_VERSIONS =
            Sight.everythingWithoutAccessCheck("a signature is checked against all it covers; no content is answered");

    private final ResourceStore store;
    private final AttestationKeys keys;
    private final FhirContext fhir;

    SignatureCheck(ResourceStore store, AttestationKeys keys, FhirContext fhir) {
        this.store = store;
        this.keys = keys;
        this.fhir = fhir;
    }

    /** @param problem empty when the signature holds */
    public record Finding(boolean holds, String problem) {
        static Finding broken(String problem) {
            return new Finding(false, problem);
        }
    }

    /** Whether this is a signature at all, as against the record of a draft's making. */
    public static boolean isSigned(Provenance provenance) {
        return provenance.hasSignature();
    }

    public Finding check(TenantId tenant, Provenance provenance) {
        Optional<String> jws = Signatures.jws(provenance);
        if (jws.isEmpty()) {
            return Finding.broken("there is no JWS in it");
        }
        String signer = provenance.getSignatureFirstRep().getWho().getReference();
        SignedContent content = new SignedContent(
                signer == null ? "" : signer, provenance.getRecordedElement().getValueAsString());
        for (Reference target : provenance.getTarget()) {
            Optional<StoredResource> version = version(tenant, target.getReference());
            if (version.isEmpty()) {
                return Finding.broken("a version it covers is missing");
            }
            content.add(target.getReference(), version.get().json());
        }
        return DetachedJws.verifies(jws.get(), content.payload(), keys.signing(tenant))
                ? new Finding(true, "")
                : Finding.broken("it does not fit what is stored");
    }

    public Finding check(TenantId tenant, byte[] provenanceJson) {
        return check(
                tenant,
                fhir.newJsonParser()
                        .parseResource(Provenance.class, new String(provenanceJson, StandardCharsets.UTF_8)));
    }

    private Optional<StoredResource> version(TenantId tenant, String reference) {
        String[] parts = reference == null ? new String[0] : reference.split("/");
        if (parts.length != 4 || !parts[2].equals("_history") || !parts[3].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return store.readVersion(tenant, SIGNED_VERSIONS, parts[0], parts[1], Long.parseLong(parts[3]))
                .filter(found -> !found.deleted());
    }
}
