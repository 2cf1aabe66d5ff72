package io.chartside.server.attestation;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Signature;

/** The detached JWS as a FHIR Signature (R4, datatypes.html#signature; signatures.html). */
final class Signatures {
    private static final String FORMAT = "application/jose";
    private static final String PURPOSES = "urn:iso-astm:E1762-95:2013";

    private Signatures() {}

    static void put(Provenance provenance, String signer, Date when, String jws) {
        provenance.getSignature().clear();
        provenance
                .addSignature()
                .addType(new Coding(PURPOSES, "1.2.840.10065.1.12.1.5", "Verification Signature"))
                .setWhen(when)
                .setWho(new Reference(signer))
                .setTargetFormat("application/fhir+json;canonicalization=" + CanonicalJson.METHOD)
                .setSigFormat(FORMAT)
                .setData(jws.getBytes(StandardCharsets.US_ASCII));
    }

    static Optional<String> jws(Provenance provenance) {
        return provenance.getSignature().stream()
                .filter(signature -> FORMAT.equals(signature.getSigFormat()))
                .map(Signature::getData)
                .map(data -> new String(data, StandardCharsets.US_ASCII))
                .findFirst();
    }
}
