package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.fhir.ChartsideFhir;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.springframework.stereotype.Component;

/** Whether more of a visit is written down than before. */
@Component
public class WrittenDown {

    /**
     * Names the transcript that was stored last, so that another one is seen to have come.
     *
     * @return id and version; empty while there is none
     */
    public String print(RecordClient record, String encounter) {
        SearchParameters last = SearchParameters.of("encounter", "Encounter/" + encounter)
                .and("type", ChartsideFhir.DOCUMENT_TYPE + "|" + ChartsideFhir.VISIT_TRANSCRIPT)
                .and("_sort", "-_lastUpdated")
                .and("_count", "1");
        return record.search(DocumentReference.class, last).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(DocumentReference.class::isInstance)
                .map(found ->
                        found.getIdElement().getIdPart() + "/" + found.getMeta().getVersionId())
                .findFirst()
                .orElse("");
    }
}
