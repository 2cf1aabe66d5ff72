package io.chartside.server.terminology;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.MetadataResource;

/** Where CodeSystems, ValueSets and ConceptMaps are kept, by canonical URL. */
public interface Definitions {

    /** @param version business version; null for any, of which the newest is meant */
    <R extends MetadataResource> Optional<R> find(Class<R> type, String url, String version);

    /** Those that no URL leads to: maps are also looked for by what they map. */
    <R extends MetadataResource> List<R> all(Class<R> type);

    Definitions NONE = new Definitions() {
        @Override
        public <R extends MetadataResource> Optional<R> find(Class<R> type, String url, String version) {
            return Optional.empty();
        }

        @Override
        public <R extends MetadataResource> List<R> all(Class<R> type) {
            return List.of();
        }
    };
}
