/** What the scribe makes, as FHIR R4 resources and as the other formats that EHRs take. See docs/fhir-mapping.md. */
package io.chartside.mappings;
