package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is against FHIR's rules is told with the element's path, in JSON and in XML alike (FHIR R4, operationoutcome.html). */
class ElementPathsTest {
    private final ResourceParser parser = new ResourceParser(FhirContext.forR4Cached());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"\"}]}|Patient.name[0].family",
                "{\"resourceType\":\"Patient\",\"gender\":[\"male\"]}|Patient.gender",
                "{\"resourceType\":\"Patient\",\"active\":\"true\"}|Patient.active",
                "{\"resourceType\":\"Patient\",\"multipleBirthInteger\":\"1\"}|Patient.multipleBirth",
                "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:x\"}]}|Patient.extension[0]",
                "{\"resourceType\":\"Patient\",\"extension\":[{\"valueCode\":\"x\"}]}|Patient.extension[0].url",
                "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:x\",\"valueCode\":\"x\",\"extension\":[{\"url\":\"urn:y\",\"valueCode\":\"y\"}]}]}|Patient.extension[0]",
                "{\"resourceType\":\"Patient\",\"_gender\":{\"extension\":[{\"url\":\"urn:x\"}]}}|Patient.gender.extension[0]",
                "{\"resourceType\":\"Observation\",\"valueString\":\"a\",\"valueInteger\":1}|Observation.value",
                "{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"#none\"}}|Observation.subject.reference",
                "{\"resourceType\":\"Observation\",\"contained\":[{\"resourceType\":\"Patient\",\"id\":\"p\"},{\"resourceType\":\"Patient\",\"id\":\"p\"}]}|Observation.contained[1].id",
                "{\"resourceType\":\"Observation\",\"contained\":[{\"resourceType\":\"Patient\",\"foo\":1,\"id\":\"p\"}]}|Observation.contained[0].foo"
            })
    void inJson(String body, String expression) {
        assertRefused(body, "application/fhir+json", expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"unheard\"/></Patient>|Patient.gender",
                "<Patient xmlns=\"http://hl7.org/fhir\"><foo value=\"1\"/></Patient>|Patient.foo",
                "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"a\"/></name><name><bar/></name></Patient>|Patient.name[1].bar",
                "<Patient xmlns=\"http://hl7.org/fhir\"><name><period><start value=\"then\"/></period></name></Patient>|Patient.name[0].period.start",
                "<Patient xmlns=\"http://hl7.org/fhir\"><extension url=\"urn:x\"/></Patient>|Patient.extension[0]",
                "<Observation xmlns=\"http://hl7.org/fhir\"><contained><Patient><id value=\"p\"/><birthDate value=\"x\"/></Patient></contained></Observation>|Observation.contained[0].birthDate",
                "<Observation xmlns=\"http://hl7.org/fhir\"><valueQuantity><value value=\"much\"/></valueQuantity></Observation>|Observation.value.value",
                "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"batch-response\"/><entry><resource><Patient><gender value=\"x\"/></Patient></resource></entry></Bundle>|Bundle.entry[0].resource.gender"
            })
    void inXml(String body, String expression) {
        assertRefused(body, "application/fhir+xml", expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"resourceType\":\"Patient\",\"name\":[{\"given\":[\"a\",null],\"_given\":[null,{\"extension\":[{\"url\":\"urn:x\",\"valueCode\":\"y\"}]}]}]}",
                "{\"resourceType\":\"Patient\",\"extension\":[{\"url\":\"urn:x\",\"_valueCode\":{\"extension\":[{\"url\":\"urn:y\",\"valueCode\":\"y\"}]}}]}",
                "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><!-- c -->x</div>\"}}",
                "{\"resourceType\":\"Observation\",\"effectiveDateTime\":\"2024-02-29T10:00:00Z\",\"valueQuantity\":{\"value\":1E-2}}",
                "<Patient xmlns=\"http://hl7.org/fhir\"><!-- c --><id value=\"p\"/><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p id=\"a\">x</p></div></text><active value=\"true\"><extension url=\"urn:e\"><valueDecimal value=\"1.50\"/></extension></active><birthDate><extension url=\"urn:e\"><valueCode value=\"unknown\"/></extension></birthDate></Patient>"
            })
    void unusualButRight(String body) {
        boolean xml = body.startsWith("<");
        assertThat(parser.parse(
                                body.getBytes(StandardCharsets.UTF_8),
                                xml ? "application/fhir+xml" : "application/fhir+json")
                        .tree())
                .isNotEmpty();
    }

    @Test
    void attachmentInXml_mayBeAsLargeAsTheBody() {
        String data = Base64.getEncoder().encodeToString(new byte[600_000]);
        byte[] body = ("<Binary xmlns=\"http://hl7.org/fhir\"><contentType value=\"text/plain\"/><data value=\"" + data
                        + "\"/></Binary>")
                .getBytes(StandardCharsets.UTF_8);
        XmlScan.check(body, false);
        assertThat(parser.parse(body, "application/fhir+xml")
                        .tree()
                        .path("data")
                        .asText())
                .isEqualTo(data);
    }

    private void assertRefused(String body, String contentType, String expression) {
        assertThatThrownBy(() -> parser.parse(body.getBytes(StandardCharsets.UTF_8), contentType))
                .isInstanceOfSatisfying(FhirRefusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(422);
                    assertThat(refusal.issues())
                            .extracting(FhirRefusal.Issue::expression)
                            .contains(expression);
                });
    }
}
