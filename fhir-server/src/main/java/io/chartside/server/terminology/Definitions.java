package io.chartside.server.terminology;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;

/** Where CodeSystems, ValueSets and ConceptMaps are kept, by canonical URL. */
public interface Definitions {

    /** @param version business version; null for any, of which the newest is meant */
    <R extends Resource> Optional<R> find(Class<R> type, String url, String version);

    /** Those that no URL leads to: maps are also looked for by what they map. */
    <R extends Resource> List<R> all(Class<R> type);

    /** The business version of a definition; null when it has none. */
    static String version(Resource definition) {
        return definition instanceof MetadataResource metadata ? metadata.getVersion() : null;
    }

    Definitions NONE = new Definitions() {
        @Override
        public <R extends Resource> Optional<R> find(Class<R> type, String url, String version) {
            return Optional.empty();
        }

        @Override
        public <R extends Resource> List<R> all(Class<R> type) {
            return List.of();
        }
    };
}
