package io.chartside.server.speech;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.index.DateRange;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Whether a patient has agreed that a visit is recorded: an active Consent of category {@code visit-recording} whose provision
 * permits it, now, and of which no data is named or this visit is. One that denies it prevails over any that permits it.
 */
@Component
final class RecordingConsents {
    private static final Sight ANY = Sight.everythingWithoutAccessCheck("whether a patient agreed to be recorded");

    private final ResourceSearch search;
    private final Clock clock;

    RecordingConsents(ResourceSearch search, Clock clock) {
        this.search = search;
        this.clock = clock;
    }

    /**
     * @param patient relative reference
     * @param encounter relative reference
     * @throws FhirRefusal 422 when there is none
     */
    void require(TenantId tenant, String patient, String encounter) {
        boolean permitted = false;
        boolean denied = false;
        for (var found : search.search(
                        tenant,
                        ANY,
                        new SearchRequest(
                                "Consent",
                                Map.of(
                                        "patient", List.of(patient),
                                        "status", List.of("active"),
                                        "category",
                                                List.of(ChartsideFhir.CONSENT_CATEGORY + "|"
                                                        + ChartsideFhir.VISIT_RECORDING),
                                        "_count", List.of("200")),
                                false,
                                "recording"))
                .matches()) {
            JsonNode provision = JsonTree.ofStored(found.json()).path("provision");
            if (concerns(provision, encounter)) {
                permitted |= provision.path("type").asText().equals("permit");
                denied |= provision.path("type").asText().equals("deny");
            }
        }
        if (!permitted || denied) {
            throw new FhirRefusal(
                    422,
                    List.of(new FhirRefusal.Issue(
                            "business-rule",
                            denied
                                    ? "The patient has not agreed to be recorded: a Consent of category visit-recording"
                                            + " denies it"
                                    : "No recording without the patient's consent: it needs an active Consent of category "
                                            + ChartsideFhir.CONSENT_CATEGORY + "|" + ChartsideFhir.VISIT_RECORDING
                                            + " whose provision permits it",
                            "Consent")));
        }
    }

    private boolean concerns(JsonNode provision, String encounter) {
        boolean named = provision.path("data").isEmpty();
        for (JsonNode data : provision.path("data")) {
            named |= data.at("/reference/reference").asText().equals(encounter);
        }
        return named && isNow(provision.path("period"), provision.path("type").asText());
    }

    /** A time that cannot be read ends a permission and no denial. */
    private boolean isNow(JsonNode period, String type) {
        long now = clock.millis();
        try {
            boolean begun = !period.has("start")
                    || DateRange.parse(period.path("start").asText()).low() <= now;
            boolean goesOn = !period.has("end")
                    || DateRange.parse(period.path("end").asText()).high() >= now;
            return begun && goesOn;
        } catch (DateTimeException e) {
            return type.equals("deny");
        }
    }
}
