package io.chartside.mappings.fhir;

import ca.uhn.fhir.context.FhirContext;

/** The R4 context that this module shares with the process around it; making one takes about a second. */
public final class R4 {
    private R4() {}

    public static FhirContext context() {
        return FhirContext.forR4Cached();
    }
}
