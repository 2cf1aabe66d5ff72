package io.chartside.server.index;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.TestStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of R4's search parameters is HAPI's, and each of its paths is one that the index can read. */
class ParameterTableTest {
    private static final Set<String> OF_ALL_TYPES = Set.of("_id", "_lastUpdated", "_profile", "_security", "_tag");
    private final FhirContext fhir = FhirContext.forR4Cached();

    @Test
    void tableIsWhatHapiDefines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (RuntimeSearchParam p : fhir.getResourceDefinition("Observation").getSearchParams()) {
            if (OF_ALL_TYPES.contains(p.getName())) {
                lines.add(line("*", p));
            }
        }
        lines.add(ParameterTable.line(new SearchParameter(
                "*",
                "_source",
                SearchParameter.Kind.URI,
                Set.of(),
                "Resource.meta.source",
                List.of(),
                Set.of(),
                false)));
        for (String type : new TreeSet<>(fhir.getResourceTypes())) {
            fhir.getResourceDefinition(type).getSearchParams().stream()
                    .filter(p -> !OF_ALL_TYPES.contains(p.getName()))
                    .filter(p -> p.getPath() != null && !p.getPath().isBlank())
                    .map(p -> line(type, p))
                    .sorted()
                    .forEach(lines::add);
        }
        String expected = String.join("\n", lines) + "\n";
        Path file = Path.of("src/main/resources/io/chartside/server/index/r4-search-parameters.tsv");
        String found = Files.exists(file) ? Files.readString(file) : "";
        if (!found.equals(expected)) {
            Files.writeString(Path.of("target/r4-search-parameters.tsv"), expected, StandardCharsets.UTF_8);
        }
        assertThat(found).as("copy target/r4-search-parameters.tsv to " + file).isEqualTo(expected);
    }

    @Test
    void everyServedParameterIsRead() {
        SearchParameters parameters = TestStore.bean(SearchParameters.class);
        ResourceIndexer indexer = TestStore.bean(ResourceIndexer.class);
        for (String type : parameters.types()) {
            indexer.index(JsonTree.object().put("resourceType", type));
        }
        assertThat(parameters.types()).hasSizeGreaterThan(55);
    }

    private String line(String type, RuntimeSearchParam p) {
        List<String> components = p.getComponents() == null
                ? List.of()
                : p.getComponents().stream()
                        .map(c -> c.getReference().substring(c.getReference().indexOf('-') + 1))
                        .toList();
        return ParameterTable.line(new SearchParameter(
                type,
                p.getName(),
                SearchParameter.Kind.valueOf(p.getParamType().name()),
                p.getTargets(),
                p.getPath(),
                components,
                p.getProvidesMembershipInCompartments() == null ? Set.of() : p.getProvidesMembershipInCompartments(),
                repeats(type.equals("*") ? "Observation" : type, p.getPath())));
    }

    private boolean repeats(String type, String path) {
        return ElementPath.alternatives(path).stream()
                .map(alternative ->
                        alternative.replaceAll("\\.where\\(resolve\\(\\) is \\w+\\)|\\.(as|where)\\([^)]*\\)", ""))
                .anyMatch(plain -> repeatsPlain(type, plain));
    }

    /** Whether one of the elements on the way may stand more than once. */
    private boolean repeatsPlain(String type, String path) {
        BaseRuntimeElementDefinition<?> at = fhir.getResourceDefinition(type);
        List<String> names = List.of(path.replaceAll("\\[\\d\\]|\\).*", "").split("\\.")).stream()
                .skip(1)
                .collect(Collectors.toList());
        for (String name : names) {
            if (!(at instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
                return false;
            }
            BaseRuntimeChildDefinition child = composite.getChildByName(name);
            child = child == null ? composite.getChildByName(name + "[x]") : child;
            if (child == null) {
                return false;
            }
            if (child.getMax() != 1) {
                return true;
            }
            if (!child.getValidChildNames().contains(name)) {
                return false; // A choice of types, which never repeats.
            }
            at = child.getChildByName(name);
        }
        return false;
    }
}
