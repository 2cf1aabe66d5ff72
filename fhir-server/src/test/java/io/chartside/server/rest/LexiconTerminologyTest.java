package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Before a release of ICD-10-CM is loaded, the codes of the shipped lexicon are known, and nothing is said of others. */
class LexiconTerminologyTest extends RestTest {
    private static final String ICD = encode("http://hl7.org/fhir/sid/icd-10-cm");

    @Test
    void codesOfTheLexiconAreKnown_andOfOthersNothingIsSaid() {
        HttpResponse<String> reflux = get("/CodeSystem/$lookup?system=" + ICD + "&code=K21.9");
        assertThat(reflux.statusCode()).as(reflux.body()).isEqualTo(200);
        assertThat(reflux.body()).contains("reflux");
        assertThat(get("/CodeSystem/$validate-code?url=" + ICD + "&code=K21.9").body())
                .contains("\"valueBoolean\":true");
        assertOutcome(get("/CodeSystem/$validate-code?url=" + ICD + "&code=V97.33XD"), 422);
        assertOutcome(
                get("/ValueSet/$expand?url=" + encode("http://hl7.org/fhir/sid/icd-10-cm?fhir_vs") + "&count=5"), 422);
    }
}
