package io.chartside.server.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads config/search: what is stored, by what it can be searched, and what of that across patients. */
final class SearchConfiguration {
    private static final String TYPES = "search/resource-types.yml";
    private static final String PARAMETERS = "search/search-parameters.yml";
    private static final String POPULATION = "search/population-parameters.yml";

    private final List<Path> configDirs;

    /** @param configDirs later ones lay over earlier ones, resource type by resource type */
    SearchConfiguration(List<Path> configDirs) {
        this.configDirs = List.copyOf(configDirs);
    }

    SearchParameters searchParameters() {
        Map<String, TypeRule> rules = new LinkedHashMap<>();
        read(TYPES).forEach((type, value) -> {
            if (!ResourceTypes.exists(type)) {
                throw new IllegalStateException(TYPES + ": " + type + " is no resource type of R4");
            }
            rules.put(type, rule(type, value));
        });
        List<SearchParameter> all = ParameterTable.read(rules.keySet());
        read(PARAMETERS)
                .forEach((type, value) -> map(PARAMETERS, type, value)
                        .forEach((name, definition) -> all.add(parameter(type, String.valueOf(name), definition))));
        return new SearchParameters(rules, all);
    }

    private static TypeRule rule(String type, Object value) {
        if (value instanceof List<?> times) {
            return new TypeRule(texts(times), "", "", List.of(), false);
        }
        Map<?, ?> map = map(TYPES, type, value);
        known(TYPES + ": " + type, map, "time", "patient", "through", "links", "words");
        return new TypeRule(
                map.get("time") instanceof List<?> times ? texts(times) : List.of(),
                text(map, "patient"),
                text(map, "through"),
                map.get("links") instanceof List<?> links ? texts(links) : List.of(),
                Boolean.TRUE.equals(map.get("words")));
    }

    private static SearchParameter parameter(String type, String name, Object value) {
        String where = PARAMETERS + ": " + type + "." + name;
        Map<?, ?> map = map(PARAMETERS, type + "." + name, value);
        known(where, map, "kind", "path", "targets");
        try {
            return new SearchParameter(
                    type,
                    name,
                    SearchParameter.Kind.valueOf(text(map, "kind").toUpperCase(Locale.ROOT)),
                    map.get("targets") instanceof List<?> targets ? Set.copyOf(texts(targets)) : Set.of(),
                    text(map, "path"),
                    List.of(),
                    Set.of(),
                    true);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(where + " has no known kind", e);
        }
    }

    private static void known(String where, Map<?, ?> map, String... keys) {
        for (Object key : map.keySet()) {
            if (!List.of(keys).contains(key)) {
                throw new IllegalStateException(where + ": unknown option " + key);
            }
        }
    }

    private static String text(Map<?, ?> map, String key) {
        return map.get(key) == null ? "" : String.valueOf(map.get(key));
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(String::valueOf).toList();
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
        known(where, map, "prefixes", "days", "split");
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
