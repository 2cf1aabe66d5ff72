package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FHIR R4, http.html#patch: XML Patch (RFC 5261). */
class XmlPatchTest extends RestTest {
    private static final String XML_PATCH = "application/xml-patch+xml";
    private static final String FHIR = "xmlns:f=\"http://hl7.org/fhir\"";

    private static String aPatient() {
        return created("Patient", """
                {"resourceType":"Patient","active":true,"extension":[{"url":"urn:x","valueDecimal":1.50}],
                 "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\">kept <b>as</b> it is</div>"},
                 "identifier":[{"system":"urn:a","value":"1"},{"system":"urn:b","value":"2"}],
                 "name":[{"family":"Holm","given":["Ada"]}],"contact":[{"gender":"female"},{"gender":"male"}]}""");
    }

    private static HttpResponse<String> xmlPatch(String id, String operations, String... headers) {
        return patch("/Patient/" + id, XML_PATCH, "<diff " + FHIR + ">" + operations + "</diff>", headers);
    }

    @Test
    void addReplaceAndRemove_changeWhatTheySelectAndMakeTheNextVersion() {
        String id = aPatient();
        JsonNode before = json(get("/Patient/" + id));
        HttpResponse<String> patched = xmlPatch(id, """
                <replace sel="f:Patient/f:active/@value">false</replace>
                <add sel="f:Patient/f:name[1]"><f:given value="Bea"/></add>
                <add sel="f:Patient/f:name/f:given[1]" pos="before"><f:given value="First"/></add>
                <add sel="/f:Patient/f:name" pos="after"><f:birthDate value="1980-01-02"/></add>
                <add sel="f:Patient/f:contact[1]" type="@id">first</add>
                <replace sel="f:Patient/f:contact[f:gender/@value='male']/f:gender"><f:gender value="other"/></replace>
                <remove sel="f:Patient/f:identifier[f:system/@value='urn:a']"/>""");
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(patched.headers().firstValue("ETag")).hasValue("W/\"2\"");
        JsonNode read = json(get("/Patient/" + id));
        assertThat(read.get("active").asBoolean()).isFalse();
        assertThat(read.at("/name/0/given").toString()).isEqualTo("[\"First\",\"Ada\",\"Bea\"]");
        assertThat(read.at("/contact/0/id").asText()).isEqualTo("first");
        assertThat(read.get("birthDate").asText()).isEqualTo("1980-01-02");
        assertThat(read.at("/contact/1/gender").asText()).isEqualTo("other");
        assertThat(read.at("/contact/0/gender").asText()).isEqualTo("female");
        assertThat(read.get("identifier")).hasSize(1);
        assertThat(read.at("/identifier/0/value").asText()).isEqualTo("2");
        assertThat(read.get("extension")).isEqualTo(before.get("extension"));
        assertThat(read.at("/text/div")).isEqualTo(before.at("/text/div"));
    }

    @Test
    void namesWithoutPrefix_areInTheDefaultNamespaceOfThePatch() {
        String id = aPatient();
        String inDefault =
                "<diff xmlns=\"http://hl7.org/fhir\"><add sel=\"Patient/name\" pos=\"after\"><gender value=\"female\"/></add></diff>";
        assertThat(patch("/Patient/" + id, XML_PATCH, inDefault).statusCode()).isEqualTo(200);
        assertThat(json(get("/Patient/" + id)).get("gender").asText()).isEqualTo("female");
        assertOutcome(patch("/Patient/" + id, XML_PATCH, "<diff><remove sel=\"Patient/gender\"/></diff>"), 422);
        assertOutcome(
                patch(
                        "/Patient/" + id,
                        XML_PATCH,
                        "<diff xmlns:f=\"urn:other\"><remove sel=\"f:Patient/f:gender\"/></diff>"),
                422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<remove sel='f:Patient/f:gender'/>",
                "<remove sel='f:Patient/f:contact'/>",
                "<remove sel='f:Patient/f:name[2]'/>",
                "<remove sel='f:Patient'/>",
                "<replace sel='f:Patient/f:active/@value'>perhaps</replace>",
                "<replace sel='f:Patient/f:active'>text</replace>",
                "<add sel='f:Patient'><f:unheard value='1'/></add>",
                "<add sel='f:Patient/f:name'>text</add>",
                "<add sel='f:Patient'><f:name>text</f:name></add>",
                "<add sel='f:Patient/f:active' type='@value'>true</add>",
                "<add sel='f:Patient' pos='after'><f:Patient/></add>",
                "<replace sel='f:Patient/f:id/@value'>other</replace>",
                "<replace sel='f:Patient/f:meta/f:versionId/@value'>9</replace>",
                "<replace sel='f:Patient'><f:Basic/></replace>",
                "<replace sel='f:Patient/f:extension/f:valueDecimal/@value'>1e999999999</replace>"
            })
    void whatDoesNotFitTheResource_is422AndChangesNothing(String operation) {
        String id = aPatient();
        assertOutcome(xmlPatch(id, operation.replace('\'', '"')), 422);
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<diff/>",
                "<diff>text</diff>",
                "<diff><move sel='Patient'/></diff>",
                "<diff><remove/></diff>",
                "<diff><remove sel='//name'/></diff>",
                "<diff><remove sel='Patient/name[last()]'/></diff>",
                "<diff><remove sel='count(Patient)'/></diff>",
                "<diff><remove sel='Patient/descendant::name'/></diff>",
                "<diff><remove sel='Patient' unheard='1'/></diff>",
                "<diff><add sel='Patient' pos='beside'/></diff>",
                "<diff><add sel='Patient' type='namespace::x'>urn:x</add></diff>",
                "<diff><remove sel='Patient'></diff>",
                "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><diff><add sel='Patient'>&x;</add></diff>",
                "no xml"
            })
    void whatIsNoXmlPatch_is400(String body) {
        assertOutcome(patch("/Patient/none", XML_PATCH, body), 400);
    }

    @Test
    void entitiesAreNotReadWithinABinaryEither() {
        String id = aPatient();
        String entity = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><diff " + FHIR
                + "><replace sel=\"f:Patient/f:name/f:family/@value\">&x;</replace></diff>";
        HttpResponse<String> refused = batch(id, entity);
        assertThat(refused.body()).contains("\"400");
        String deep = "<diff " + FHIR + "><add sel=\"f:Patient\">" + "<f:extension>".repeat(20_000)
                + "</f:extension>".repeat(20_000) + "</add></diff>";
        assertThat(batch(id, deep).body()).contains("\"400");
        HttpResponse<String> patched =
                batch(id, "<diff " + FHIR + "><replace sel=\"f:Patient/f:active/@value\">false</replace></diff>");
        assertThat(patched.body()).contains("\"200");
        assertThat(json(get("/Patient/" + id)).get("active").asBoolean()).isFalse();
    }

    @Test
    void theSameRulesHoldAsForOtherPatches() {
        String id = aPatient();
        String change = "<replace sel=\"f:Patient/f:active/@value\">false</replace>";
        assertOutcome(xmlPatch(id, change, "If-Match", "W/\"7\""), 412);
        assertThat(xmlPatch(id, change, "If-Match", "W/\"1\"").statusCode()).isEqualTo(200);
        String labelled = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]}}");
        assertOutcome(xmlPatch(labelled, "<remove sel=\"f:Patient/f:meta/f:security\"/>"), 422);
        assertThat(json(get("/metadata")).get("patchFormat").toString()).contains(XML_PATCH);
    }

    private static HttpResponse<String> batch(String id, String diff) {
        return post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"PATCH\",\"url\":\"Patient/"
                        + id + "\"},\"resource\":{\"resourceType\":\"Binary\",\"contentType\":\"" + XML_PATCH
                        + "\",\"data\":\""
                        + Base64.getEncoder().encodeToString(diff.getBytes(StandardCharsets.UTF_8)) + "\"}}]}");
    }
}
