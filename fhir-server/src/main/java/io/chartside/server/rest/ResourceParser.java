package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IJsonLikeParser;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.json.jackson.JacksonStructure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;

/** Parses bodies strictly: what is no FHIR at all is 400, what is against its rules is 422 with the element. */
final class ResourceParser {
    private final FhirContext fhir;

    ResourceParser(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** @throws FhirRefusal 400, 415 or 422 */
    Resource parse(byte[] body, String contentType) {
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        boolean xml = media.contains("xml");
        if (!xml && !media.contains("json")) {
            throw new FhirRefusal(415, "not-supported", "The body is application/fhir+json or application/fhir+xml");
        }
        if (body.length == 0) {
            throw FhirRefusal.malformed("The request needs a body");
        }
        return xml ? whole(body, true) : withoutOpaqueValues(body).orElseGet(() -> whole(body, false));
    }

    /** Empty when HAPI finds anything wrong, or there is no place for a value: then it is to see the whole body. */
    private Optional<Resource> withoutOpaqueValues(byte[] body) {
        Optional<ObjectNode> tree = JsonTree.of(body);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        OpaqueValues opaque = OpaqueValues.liftFrom(tree.get());
        JacksonStructure json = new JacksonStructure();
        json.setNativeObject(tree.get());
        ParseIssues issues = new ParseIssues();
        IJsonLikeParser parser = (IJsonLikeParser) fhir.newJsonParser();
        parser.setParserErrorHandler(issues);
        try {
            Resource resource = (Resource) parser.parseResource(json);
            return issues.issues().isEmpty() && opaque.putInto(fhir, resource) && hasItsOwnIds(resource, tree.get())
                    ? Optional.of(resource)
                    : Optional.empty();
        } catch (RuntimeException e) {
            // HAPI's own exceptions, and those that its parser runs into on values of an unexpected shape.
            return Optional.empty();
        }
    }

    /** HAPI gives an entry's resource the entry's fullUrl as id on this way of parsing, whatever the options say. */
    private static boolean hasItsOwnIds(Resource resource, ObjectNode tree) {
        if (!(resource instanceof Bundle bundle)) {
            return true;
        }
        JsonNode entries = tree.path("entry");
        if (entries.size() != bundle.getEntry().size()) {
            return false;
        }
        for (int i = 0; i < entries.size(); i++) {
            Resource inner = bundle.getEntry().get(i).getResource();
            JsonNode id = entries.get(i).path("resource").path("id");
            if (inner != null) {
                inner.setIdElement(id.isTextual() ? new IdType(id.textValue()) : null);
            }
        }
        return true;
    }

    private Resource whole(byte[] body, boolean xml) {
        ParseIssues issues = new ParseIssues();
        IParser parser = xml ? fhir.newXmlParser() : fhir.newJsonParser();
        parser.setParserErrorHandler(issues);
        Resource resource;
        try {
            resource = (Resource)
                    parser.parseResource(new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // HAPI's own exceptions, and those that its parser runs into on values of an unexpected shape.
            if (!issues.issues().isEmpty()) {
                throw against(issues, "Resource", body, xml);
            }
            throw new FhirRefusal(400, "structure", "The body is not a FHIR R4 resource");
        }
        if (!issues.issues().isEmpty()) {
            FhirRefusal refusal = against(issues, resource.fhirType(), body, xml);
            if (!(resource instanceof Bundle batch && BatchRefusals.share(batch, refusal))) {
                throw refusal;
            }
        }
        return resource;
    }

    /** @param type named where the parser does not tell the element */
    private FhirRefusal against(ParseIssues issues, String type, byte[] body, boolean xml) {
        List<FhirRefusal.Issue> located = xml ? List.of() : ElementPaths.of(fhir, body);
        if (located.isEmpty()) {
            located = issues.issues().stream()
                    .map(issue -> issue.expression().isEmpty()
                            ? new FhirRefusal.Issue(issue.code(), issue.diagnostics(), type)
                            : issue)
                    .toList();
        }
        return new FhirRefusal(422, located);
    }
}
