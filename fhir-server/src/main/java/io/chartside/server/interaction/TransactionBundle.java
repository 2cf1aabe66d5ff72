package io.chartside.server.interaction;

import io.chartside.server.access.Interaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The entries of a transaction, sorted by what they ask (FHIR R4, http.html#transaction). Order between writes does not
 * matter, because two entries may not write the same resource; reads see what the writes left.
 */
public record TransactionBundle(List<WriteEntry> writes, List<ReadEntry> reads) {
    public TransactionBundle {
        writes = List.copyOf(writes);
        reads = List.copyOf(reads);
    }

    /** @param url relative to the base, with its query */
    public record ReadEntry(int position, String url) {
        /** The query may hold health records. */
        @Override
        public String toString() {
            return "read at " + position;
        }
    }

    /**
     * @param patches understands the resource of a PATCH entry
     * @throws FhirRefusal 400 with the entry's path
     */
    public static TransactionBundle of(ResourceJson bundle, Function<ResourceJson, ResourcePatch> patches) {
        List<WriteEntry> writes = new ArrayList<>();
        List<ReadEntry> reads = new ArrayList<>();
        for (BundleEntry entry : BundleEntry.of(bundle)) {
            try {
                String method = asked(entry.method());
                String url = relative(asked(entry.url()));
                if (method.equals("GET") || method.equals("HEAD")) {
                    reads.add(new ReadEntry(entry.position(), url));
                } else {
                    writes.add(write(entry, method, url, patches));
                }
            } catch (FhirRefusal refusal) {
                throw refusal.within("Bundle.entry[" + entry.position() + "]");
            }
        }
        return new TransactionBundle(writes, reads);
    }

    private static String asked(Optional<String> element) {
        return element.orElseThrow(() -> FhirRefusal.malformed("An entry has request.method and request.url"));
    }

    private static WriteEntry write(
            BundleEntry entry, String method, String url, Function<ResourceJson, ResourcePatch> patches) {
        int position = entry.position();
        int question = url.indexOf('?');
        String path = question < 0 ? url : url.substring(0, question);
        Optional<String> criteria = question < 0
                ? Optional.empty()
                : Optional.of(url.substring(question + 1)).filter(q -> !q.isBlank());
        String[] parts = path.split("/", -1);
        Optional<String> id = parts.length == 2 && !parts[1].isEmpty() ? Optional.of(parts[1]) : Optional.empty();
        if (parts.length > 2 || (parts.length == 2 && id.isEmpty())) {
            throw FhirRefusal.malformed("request.url is Type, Type/id or Type?criteria");
        }
        Optional<ResourceJson> resource = entry.resource();
        Optional<String> fullUrl = entry.fullUrl();
        OptionalLong ifMatch = EntityTag.condition(entry.request("ifMatch").orElse(null));
        return switch (method) {
            case "POST" -> {
                require(id.isEmpty() && criteria.isEmpty(), "A POST names a type only; operations are called alone");
                yield new WriteEntry(
                        position,
                        Interaction.CREATE,
                        parts[0],
                        Optional.empty(),
                        entry.request("ifNoneExist").filter(q -> !q.isBlank()),
                        ofType(resource, parts[0]),
                        Optional.empty(),
                        OptionalLong.empty(),
                        fullUrl);
            }
            case "PUT" -> {
                require(id.isPresent() != criteria.isPresent(), "A PUT names Type/id or Type?criteria");
                yield new WriteEntry(
                        position,
                        Interaction.UPDATE,
                        parts[0],
                        id,
                        criteria,
                        ofType(resource, parts[0]),
                        Optional.empty(),
                        ifMatch,
                        fullUrl);
            }
            case "DELETE" -> {
                require(id.isPresent() != criteria.isPresent(), "A DELETE names Type/id or Type?criteria");
                yield new WriteEntry(
                        position,
                        Interaction.DELETE,
                        parts[0],
                        id,
                        criteria,
                        Optional.empty(),
                        Optional.empty(),
                        ifMatch,
                        Optional.empty());
            }
            case "PATCH" -> {
                require(id.isPresent() != criteria.isPresent(), "A PATCH names Type/id or Type?criteria");
                require(resource.isPresent(), "An entry that patches has its patch as resource");
                yield new WriteEntry(
                        position,
                        Interaction.PATCH,
                        parts[0],
                        id,
                        criteria,
                        Optional.empty(),
                        Optional.of(patches.apply(resource.get())),
                        ifMatch,
                        fullUrl);
            }
            default -> throw new FhirRefusal(400, "not-supported", "An entry is GET, POST, PUT, PATCH or DELETE");
        };
    }

    private static Optional<ResourceJson> ofType(Optional<ResourceJson> resource, String type) {
        require(resource.isPresent(), "An entry that writes has a resource");
        require(resource.get().type().equals(type), "The entry's resource is not of the type of request.url");
        return resource;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw FhirRefusal.malformed(rule);
        }
    }

    private static String relative(String url) {
        return url.startsWith("/") ? url.substring(1) : url;
    }
}
