package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What clients write reaches no log, as the log is really written. */
@ExtendWith(OutputCaptureExtension.class)
class SilentLogTest extends RestTest {
    private static final String CANARY = "canary4711";
    private static final String ODD = "{\"resourceType\":\"Patient\",\"" + CANARY + "\":1,"
            + "\"generalPractitioner\":[{\"reference\":\"#" + CANARY
            + "\"}],\"managingOrganization\":{\"reference\":\"#"
            + CANARY + "\"}}";

    @Test
    void oddElementsAndReferences_areNotLogged(CapturedOutput log, @Autowired FhirContext fhir) {
        fhir.newJsonParser().parseResource(ODD);
        fhir.newXmlParser()
                .parseResource("<Patient xmlns=\"http://hl7.org/fhir\"><" + CANARY + " value=\"1\"/></Patient>");
        post("/Patient", ODD);
        post("/Patient/$validate", ODD);
        send(request("/Patient")
                .header("Content-Type", "application/fhir+xml")
                .POST(HttpRequest.BodyPublishers.ofString("<Patient xmlns=\"http://hl7.org/fhir\"><" + CANARY
                        + " value=\"1\"/><managingOrganization><reference value=\"#" + CANARY
                        + "\"/></managingOrganization></Patient>")));
        String id = patient("Silent");
        patch(
                "/Patient/" + id,
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/" + CANARY + "\",\"value\":1},"
                        + "{\"op\":\"add\",\"path\":\"/managingOrganization\",\"value\":{\"reference\":\"#" + CANARY
                        + "\"}}]");
        post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" + ODD
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}},{\"resource\":{\"resourceType\":\"Patient\"},"
                        + "\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}");
        post(
                "/Patient/$validate",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":" + ODD + "}]}");
        assertThat(log.getAll()).doesNotContain(CANARY);
    }
}
