package io.chartside.server.rest;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.ResourceJson;
import io.chartside.server.json.JsonTree;
import io.chartside.server.json.StrictReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * Parses bodies strictly: what is no FHIR at all is 400, what is against its rules is 422 with the element. JSON that is
 * plainly FHIR stays the tree it is read to; XML and all else passes HAPI, which says what is wrong or makes it plain.
 */
final class ResourceParser {
    private final FhirContext fhir;
    private final StrictReader plain;
    /** Of JSON that HAPI has to parse; XML has passed such a budget before it came here. */
    private final BodyBudget byHapi;

    ResourceParser(FhirContext fhir) {
        this(fhir, new BodyBudget(0));
    }

    ResourceParser(FhirContext fhir, BodyBudget byHapi) {
        this.fhir = fhir;
        this.byHapi = byHapi;
        this.plain = new StrictReader(fhir);
    }

    /** @throws FhirRefusal 400, 415 or 422 */
    ResourceJson parse(byte[] body, String contentType) {
        String media = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        boolean xml = media.contains("xml");
        if (!xml && !media.contains("json")) {
            throw new FhirRefusal(415, "not-supported", "The body is application/fhir+json or application/fhir+xml");
        }
        if (body.length == 0) {
            throw FhirRefusal.malformed("The request needs a body");
        }
        Optional<ObjectNode> tree = xml ? Optional.empty() : JsonTree.of(body).filter(plain::takes);
        if (tree.isPresent()) {
            return plain(tree.get());
        }
        return xml ? whole(body, true) : unusual(body);
    }

    /** HAPI takes several times the memory of our own reader for JSON. */
    private ResourceJson unusual(byte[] body) {
        long heapBytes = BodyBudget.byHapi(body.length);
        if (!byHapi.fits(heapBytes)) {
            throw new FhirRefusal(
                    413,
                    "too-long",
                    "The body is not plainly FHIR R4, and too large to find out here what is wrong: send it in parts");
        }
        try (BodyBudget.Share share = byHapi.share()) {
            share.take(BodyBudget.asPlain(heapBytes));
            return whole(body, false);
        } catch (GuardException busy) {
            throw new FhirRefusal(busy.status(), "transient", busy.getMessage())
                    .withHeader("Retry-After", busy.retryAfter());
        }
    }

    /** @param tree known to be a resource */
    ResourceJson plain(ObjectNode tree) {
        return ResourceJson.of(fhir, tree);
    }

    private ResourceJson whole(byte[] body, boolean xml) {
        ParseIssues issues = new ParseIssues();
        IParser parser = xml ? fhir.newXmlParser() : fhir.newJsonParser();
        parser.setParserErrorHandler(issues);
        Resource resource;
        try {
            resource = (Resource)
                    parser.parseResource(new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // HAPI's own exceptions, and those that its parser runs into on values of an unexpected shape.
            List<FhirRefusal.Issue> found = against(issues, "Resource", body, xml);
            throw found.isEmpty()
                    ? new FhirRefusal(400, "structure", "The body is not a FHIR R4 resource")
                    : new FhirRefusal(422, found);
        }
        List<FhirRefusal.Issue> found = against(issues, resource.fhirType(), body, xml);
        if (!found.isEmpty()) {
            FhirRefusal refusal = new FhirRefusal(422, found);
            Map<Integer, FhirRefusal> shared =
                    resource instanceof Bundle batch ? BatchRefusals.shared(batch, refusal) : Map.of();
            if (shared.isEmpty()) {
                throw refusal;
            }
            return ResourceJson.ofBatch(fhir, tree((Bundle) resource), shared);
        }
        return resource instanceof Bundle bundle ? plain(tree(bundle)) : ResourceJson.of(fhir, resource);
    }

    /** Entries keep their positions: the encoder leaves out those with nothing in them. */
    private ObjectNode tree(Bundle bundle) {
        ObjectNode tree = JsonTree.of(fhir, bundle);
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            if (bundle.getEntry().get(i).isEmpty()) {
                ArrayNode entries = tree.withArray("entry");
                entries.insertObject(i);
            }
        }
        return tree;
    }

    /**
     * What is wrong, by our own walk, which tells the paths; else as HAPI's parser says.
     *
     * @param type named where the parser does not tell the element
     */
    private List<FhirRefusal.Issue> against(ParseIssues issues, String type, byte[] body, boolean xml) {
        List<FhirRefusal.Issue> located = ElementPaths.of(fhir, body, xml);
        return !located.isEmpty()
                ? located
                : issues.issues().stream()
                        .map(issue -> issue.expression().startsWith(type)
                                ? issue
                                : new FhirRefusal.Issue(issue.code(), issue.diagnostics(), type))
                        .toList();
    }
}
