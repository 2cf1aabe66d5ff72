package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.json.JsonTree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;

/** Narratives and attachments pass the parser unread, and everything comes out as it would had it read them. */
class ResourceParserTest {
    private static final String JSON = "application/fhir+json";
    private final FhirContext fhir = FhirContext.forR4Cached();
    private final ResourceParser parser = new ResourceParser(fhir);

    private ResourceJson parse(String json) {
        return parser.parse(json.getBytes(StandardCharsets.UTF_8), JSON);
    }

    private static String div(String inner) {
        return "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">" + inner + "</div>";
    }

    private static String note(String div, String data) {
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:1","resource":{"resourceType":"DocumentReference","status":"current",
                  "contained":[{"resourceType":"Binary","id":"b","contentType":"text/plain","data":"%2$s"}],
                  "content":[{"attachment":{"url":"http://example.org/x"}},
                             {"attachment":{"contentType":"text/plain","data":"%2$s","title":"t"}}]},
                  "request":{"method":"POST","url":"DocumentReference"}},
                 {"resource":{"resourceType":"Composition","status":"preliminary","title":"Note",
                  "text":{"status":"generated","div":"%1$s"},
                  "section":[{"title":"a","section":[{"title":"b","text":{"status":"generated","div":"%1$s"}}]}]},
                  "request":{"method":"POST","url":"Composition"}}]}""".formatted(div, data);
    }

    @Test
    void writtenValues_standInTheirPlaces_andGoOutAsTheyCame() {
        String text = "A note of enough length, ümlaut included.";
        String data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        String div = div("<p class='x'>a &amp; b<br/>&#169;</p>");

        fhir.getParserOptions().setOverrideResourceIdWithBundleEntryFullUrl(false);
        ResourceJson parsed = parse(note(div, data));

        assertThat(new String(JsonTree.bytes(parsed.tree()), StandardCharsets.UTF_8))
                .isEqualToIgnoringWhitespace(note(div, data));
        Bundle bundle = (Bundle) parsed.hapi();
        DocumentReference document =
                (DocumentReference) bundle.getEntryFirstRep().getResource();
        Composition composition = (Composition) bundle.getEntry().get(1).getResource();
        assertThat(document.getIdElement().isEmpty()).isTrue();
        assertThat(document.getContent().get(1).getAttachment().getData())
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(composition.getText().getDiv().allText()).contains("a & b");
    }

    @Test
    void whatIsRead_isWhatTheParserAloneReads_forGeneratedNotes() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[1 + random.nextInt(90)];
            random.nextBytes(bytes);
            String inner =
                    "<p>" + "word ".repeat(random.nextInt(9)) + (random.nextBoolean() ? "<b>x</b>" : "&lt;") + "</p>";
            String json = note(div(inner), Base64.getEncoder().encodeToString(bytes));
            String alone = fhir.newJsonParser()
                    .encodeResourceToString(fhir.newJsonParser().parseResource(json));

            assertThat(parse(json).tree()).isEqualTo(JsonTree.ofStored(alone.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void emptyEntriesOfABatch_keepTheirPlaces() {
        ResourceJson batch = parse("""
                {"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Patient","foo":1},
                "request":{"method":"POST","url":"Patient"}},{"request":{"method":"GET","url":"Patient/1"}}]}""");

        assertThat(batch.refusal(0).orElseThrow().issues().get(0).expression()).isEqualTo("Patient.foo");
        assertThat(batch.refusal(1)).isEmpty();
        assertThat(batch.tree().at("/entry/1/request/method").asText()).isEqualTo("GET");
    }

    @Test
    void base64ThatIsNone_isRefused_withItsPath() {
        assertThatThrownBy(() -> parse("""
                {"resourceType":"DocumentReference","status":"current","content":[{"attachment":
                {"contentType":"text/plain","data":"this is not base64 at all, however long it is"}}]}"""))
                .isInstanceOfSatisfying(
                        FhirRefusal.class,
                        refusal -> assertThat(refusal.status()).isIn(400, 422));
    }

    @Test
    void valuesWhereTheyDoNotBelong_areRefusedAsUnknownElements() {
        String data = Base64.getEncoder().encodeToString(new byte[60]);
        for (String json : List.of(
                "{\"resourceType\":\"Patient\",\"foo\":{\"contentType\":\"text/plain\",\"data\":\"" + data + "\"}}",
                "{\"resourceType\":\"Patient\",\"name\":[{\"status\":\"x\",\"div\":\"" + div("a") + "\"}]}")) {
            assertThatThrownBy(() -> parse(json))
                    .isInstanceOfSatisfying(
                            FhirRefusal.class,
                            refusal -> assertThat(refusal.status()).isEqualTo(422));
        }
    }

    /** HAPI, which would say what is wrong, takes several times the memory. */
    @Test
    void whatIsNotPlainlyFhir_andTooLargeForTheHeap_is413() {
        ResourceParser inSmallHeap = new ResourceParser(fhir, new BodyBudget(0, 32 << 20));
        String patient = "{\"resourceType\":\"Patient\",\"%s\":[{\"text\":\"" + "x".repeat(1 << 20) + "\"}]}";

        inSmallHeap.parse(patient.formatted("name").getBytes(StandardCharsets.UTF_8), JSON);
        assertThatThrownBy(() -> inSmallHeap.parse(patient.formatted("nam").getBytes(StandardCharsets.UTF_8), JSON))
                .isInstanceOf(FhirRefusal.class)
                .extracting(refusal -> ((FhirRefusal) refusal).status())
                .isEqualTo(413);
        assertThatThrownBy(() -> parse(patient.formatted("nam")))
                .isInstanceOf(FhirRefusal.class)
                .extracting(refusal -> ((FhirRefusal) refusal).status())
                .isEqualTo(422);
    }
}
