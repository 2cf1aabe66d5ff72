package io.chartside.server.index;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads config/search: what is stored, and what of it can be searched across patients. */
final class SearchConfiguration {
    private static final String TYPES = "search/resource-types.yml";
    private static final String POPULATION = "search/population-parameters.yml";

    private final List<Path> configDirs;

    /** @param configDirs later ones lay over earlier ones, resource type by resource type */
    SearchConfiguration(List<Path> configDirs) {
        this.configDirs = List.copyOf(configDirs);
    }

    SearchParameters searchParameters(FhirContext fhir) {
        Map<String, List<String>> times = new LinkedHashMap<>();
        read(TYPES).forEach((type, value) -> {
            if (!ResourceTypes.exists(type) || !(value instanceof List<?> names)) {
                throw new IllegalStateException(TYPES + ": " + type + " must be a resource type of R4 with a list");
            }
            times.put(type, names.stream().map(String::valueOf).toList());
        });
        return new SearchParameters(fhir, times);
    }

    PopulationParameters populationParameters(SearchParameters parameters) {
        Map<String, Map<String, PopulationParameters.Option>> byType = new HashMap<>();
        read(POPULATION).forEach((type, value) -> {
            Map<String, PopulationParameters.Option> options = new LinkedHashMap<>();
            map(POPULATION, type, value).forEach((name, option) -> {
                String where = POPULATION + ": " + type + "." + name;
                if (parameters.find(type, String.valueOf(name)).isEmpty()) {
                    throw new IllegalStateException(where + " is no search parameter");
                }
                options.put(String.valueOf(name), option(where, option));
            });
            byType.put(type, options);
        });
        return new PopulationParameters(byType);
    }

    private static PopulationParameters.Option option(String where, Object value) {
        Map<?, ?> map = map(where, "options", value);
        for (Object key : map.keySet()) {
            if (!List.of("prefixes", "days", "split").contains(key)) {
                throw new IllegalStateException(where + ": unknown option " + key);
            }
        }
        int split = map.get("split") instanceof Integer i ? i : 1;
        return new PopulationParameters.Option(
                Boolean.TRUE.equals(map.get("prefixes")), Boolean.TRUE.equals(map.get("days")), split);
    }

    private static Map<?, ?> map(String file, String key, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalStateException(file + ": " + key + " must be a map");
    }

    private Map<String, Object> read(String file) {
        Map<String, Object> merged = new LinkedHashMap<>();
        try (InputStream shipped = SearchConfiguration.class.getResourceAsStream("/config/" + file)) {
            merge(file, shipped, merged);
            for (Path dir : configDirs) {
                if (Files.exists(dir.resolve(file))) {
                    try (InputStream in = Files.newInputStream(dir.resolve(file))) {
                        merge(dir.resolve(file).toString(), in, merged);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
        return merged;
    }

    private static void merge(String file, InputStream in, Map<String, Object> into) {
        try {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            map(file, "the file", loaded).forEach((key, value) -> into.put(String.valueOf(key), value));
        } catch (YAMLException e) {
            throw new IllegalStateException(file + " is no valid YAML: " + e.getMessage(), e);
        }
    }
}
