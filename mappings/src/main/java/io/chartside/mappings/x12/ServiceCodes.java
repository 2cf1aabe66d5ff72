package io.chartside.mappings.x12;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** The code systems of a claim line. */
public final class ServiceCodes {
    /** Names that FHIR resources in the United States use for HCPCS level II. */
    public static final Set<String> HCPCS = Set.of(
            "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
            "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
            "urn:oid:2.16.840.1.113883.6.285");

    private static final Set<String> PLACES = Set.of(
            "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
            "http://terminology.hl7.org/CodeSystem/ex-serviceplace");

    private ServiceCodes() {}

    /** The CPT or HCPCS code; empty where there is none, or more than one. */
    public static Optional<String> service(CodeableConcept concept) {
        List<String> codes = concept.getCoding().stream()
                .filter(coding -> ChartsideFhir.CPT.equals(coding.getSystem()) || HCPCS.contains(coding.getSystem()))
                .map(Coding::getCode)
                .filter(code -> code != null && code.matches("[A-Z0-9]\\d{3}[A-Z0-9]"))
                .distinct()
                .toList();
        return codes.size() == 1 ? Optional.of(codes.get(0)) : Optional.empty();
    }

    /** ICD-10-CM, with its dot; empty where there is none. */
    public static Optional<String> diagnosis(CodeableConcept concept) {
        return concept.getCoding().stream()
                .filter(coding -> ChartsideFhir.ICD10CM.equals(coding.getSystem()))
                .map(Coding::getCode)
                .filter(code -> code != null && code.matches("[A-Z]\\d[0-9A-Z](\\.[0-9A-Z]{1,4})?"))
                .findFirst();
    }

    /** Whether the code stands for an amount of a drug, so that a line without units says nothing. */
    public static boolean isDosed(String code) {
        return code.startsWith("J");
    }

    static Optional<String> place(List<CodeableConcept> concepts) {
        return concepts.stream()
                .flatMap(concept -> concept.getCoding().stream())
                .filter(coding -> PLACES.contains(coding.getSystem()))
                .map(Coding::getCode)
                .filter(code -> code != null && code.matches("\\d{2}"))
                .findFirst();
    }
}
