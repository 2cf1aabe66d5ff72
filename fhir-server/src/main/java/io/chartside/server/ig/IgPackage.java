package io.chartside.server.ig;

import java.util.List;
import java.util.Objects;

/**
 * One package.
 *
 * @param name such as {@code hl7.fhir.us.core}
 * @param version empty when neither package.json nor the folder's name tells it
 */
record IgPackage(String name, String version, List<IgDefinition> definitions) {
    IgPackage {
        Objects.requireNonNull(name);
        Objects.requireNonNull(version);
        definitions = List.copyOf(definitions);
    }

    @Override
    public String toString() {
        return version.isEmpty() ? name : name + "#" + version;
    }
}
