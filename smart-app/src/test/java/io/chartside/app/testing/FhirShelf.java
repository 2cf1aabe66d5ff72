package io.chartside.app.testing;

import ca.uhn.fhir.context.FhirContext;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Resources of a {@link SmartServer}: read, search by identifier or by type, create, conditional create, update with
 * {@code If-Match}, {@code ChargeItem/$create}, transaction.
 */
public final class FhirShelf {

    /** An answer to a request. */
    public record Reply(int status, String body, Map<String, String> headers) {}

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    private final Map<String, Resource> resources = new TreeMap<>();
    private volatile boolean honoursIfNoneExist = true;
    private volatile Predicate<Resource> refused = resource -> false;

    public synchronized void put(Resource resource) {
        resources.put(resource.fhirType() + "/" + resource.getIdElement().getIdPart(), resource);
    }

    public synchronized <T extends Resource> List<T> all(Class<T> type) {
        return resources.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    public synchronized void remove(Class<? extends Resource> type, String id) {
        resources.remove(type.getSimpleName() + "/" + id);
    }

    public synchronized void clear() {
        resources.clear();
    }

    public void ignoreIfNoneExist(boolean ignore) {
        honoursIfNoneExist = !ignore;
    }

    /** What transactions and batches do not take: the one is refused as a whole, of the other such an entry. */
    public void refuse(Predicate<Resource> what) {
        refused = what;
    }

    synchronized Reply respond(SmartServer.Request request, URI base) {
        String path = request.path().substring(base.getPath().length());
        String body = request.body();
        if (request.method().equals("GET") && path.endsWith("/$document")) {
            return new Reply(200, text(document(path.substring(1).replace("/$document", ""))), Map.of());
        }
        if (request.method().equals("GET")) {
            Resource found = resources.get(path.substring(1));
            return found != null
                    ? new Reply(200, text(found), Map.of())
                    : path.indexOf('/', 1) < 0
                            ? new Reply(200, text(search(path.substring(1), request.query())), Map.of())
                            : new Reply(404, "", Map.of());
        }
        Resource sent = (Resource) CONTEXT.newJsonParser().parseResource(body);
        if (sent instanceof Bundle bundle) {
            boolean whole = bundle.getType() == Bundle.BundleType.TRANSACTION;
            return whole && bundle.getEntry().stream().anyMatch(this::isRefused)
                    ? new Reply(422, "", Map.of())
                    : new Reply(200, text(process(bundle)), Map.of());
        }
        if (sent instanceof Parameters input) {
            sent = input.getParameter().stream()
                    .map(Parameters.ParametersParameterComponent::getResource)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        } else if (request.method().equals("PUT")) {
            return update(request, sent, base);
        }
        String condition = request.headers().get("if-none-exist");
        if (condition != null && honoursIfNoneExist) {
            List<Resource> matches = matches(sent.fhirType(), condition);
            if (!matches.isEmpty()) {
                return new Reply(200, text(matches.get(0)), location(base, matches.get(0)));
            }
        }
        sent.setId(UUID.randomUUID().toString());
        sent.getMeta().setVersionId("1");
        put(sent);
        return new Reply(201, "", location(base, sent));
    }

    private Reply update(SmartServer.Request request, Resource sent, URI base) {
        Resource stands = resources.get(request.path().substring(base.getPath().length() + 1));
        if (stands == null) {
            return new Reply(404, "", Map.of());
        }
        String version = stands.getMeta().getVersionId();
        if (!("W/\"" + version + "\"").equals(request.headers().get("if-match"))) {
            return new Reply(412, "", Map.of());
        }
        sent.getMeta().setVersionId(String.valueOf(Integer.parseInt(version) + 1));
        put(sent);
        return new Reply(200, "", location(base, sent));
    }

    /** A note, and the documents that share its identifier. */
    private Bundle document(String key) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.DOCUMENT);
        Resource note = resources.get(key);
        bundle.addEntry().setResource(note);
        resources.values().stream()
                .filter(DocumentReference.class::isInstance)
                .filter(document -> identifiers(document).stream().anyMatch(identifiers(note)::contains))
                .forEach(document -> bundle.addEntry().setResource(document));
        return bundle;
    }

    private boolean isRefused(Bundle.BundleEntryComponent entry) {
        return entry.hasResource() && refused.test(entry.getResource());
    }

    private Bundle process(Bundle bundle) {
        Bundle answer = new Bundle().setType(Bundle.BundleType.TRANSACTIONRESPONSE);
        Map<String, String> stored = new HashMap<>();
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (isRefused(entry)) {
                answer.addEntry().getResponse().setStatus("422 Unprocessable Entity");
                continue;
            }
            String url = entry.getRequest().getUrl();
            Resource resource = entry.getResource();
            if (resource == null) {
                resources.remove(url);
                answer.addEntry().getResponse().setStatus("204 No Content");
                continue;
            }
            List<Resource> matches = url.indexOf('?') < 0
                    ? url.indexOf('/') < 0 ? List.of() : List.of(resource)
                    : matches(resource.fhirType(), url.substring(url.indexOf('?') + 1));
            resource.setId(
                    matches.isEmpty()
                            ? UUID.randomUUID().toString()
                            : matches.get(0).getIdElement().getIdPart());
            Resource before = resources.get(
                    resource.fhirType() + "/" + resource.getIdElement().getIdPart());
            int version = before == null || !before.getMeta().hasVersionId()
                    ? 0
                    : Integer.parseInt(before.getMeta().getVersionId());
            resource.getMeta().setVersionId(Integer.toString(version + 1));
            put(resource);
            stored.put(
                    String.valueOf(entry.getFullUrl()),
                    resource.fhirType() + "/" + resource.getIdElement().getIdPart());
            answer.addEntry()
                    .getResponse()
                    .setStatus(matches.isEmpty() ? "201 Created" : "200 OK")
                    .setLocation(resource.fhirType() + "/"
                            + resource.getIdElement().getIdPart() + "/_history/" + (version + 1));
        }
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            if (entry.hasResource() && !isRefused(entry)) {
                CONTEXT.newTerser()
                        .getAllPopulatedChildElementsOfType(entry.getResource(), Reference.class)
                        .forEach(reference -> reference.setReference(
                                stored.getOrDefault(reference.getReference(), reference.getReference())));
            }
        }
        return answer;
    }

    private Bundle search(String type, String query) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        matches(type, query).forEach(match -> bundle.addEntry().setResource(match));
        return bundle;
    }

    private List<Resource> matches(String type, String query) {
        Map<String, String> asked = SmartServer.parameters(query);
        String identifier = asked.get("identifier");
        if (identifier != null && identifier.endsWith("|")) {
            return ofSystem(type, identifier, asked.getOrDefault("patient", ""));
        }
        return resources.values().stream()
                .filter(resource -> resource.fhirType().equals(type))
                .filter(resource -> identifier == null || identifiers(resource).contains(identifier))
                .toList();
    }

    private List<Resource> ofSystem(String type, String system, String patient) {
        return resources.values().stream()
                .filter(resource -> resource.fhirType().equals(type))
                .filter(resource -> identifiers(resource).stream().anyMatch(one -> one.startsWith(system)))
                .filter(resource ->
                        CONTEXT.newTerser().getAllPopulatedChildElementsOfType(resource, Reference.class).stream()
                                .anyMatch(reference -> patient.equals(reference.getReference())))
                .toList();
    }

    private static List<String> identifiers(Resource resource) {
        Property property = ((DomainResource) resource).getNamedProperty("identifier");
        return property.getValues().stream()
                .map(Identifier.class::cast)
                .map(one -> one.getSystem() + "|" + one.getValue())
                .toList();
    }

    private static Map<String, String> location(URI base, Resource resource) {
        return Map.of(
                "Location",
                base + "/" + resource.fhirType() + "/" + resource.getIdElement().getIdPart() + "/_history/"
                        + (resource.getMeta().hasVersionId()
                                ? resource.getMeta().getVersionId()
                                : "1"));
    }

    private static String text(Resource resource) {
        return CONTEXT.newJsonParser().encodeResourceToString(resource);
    }
}
