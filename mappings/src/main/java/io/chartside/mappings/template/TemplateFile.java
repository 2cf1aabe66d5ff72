package io.chartside.mappings.template;

import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.template.NoteTemplate.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a tenant's own note template, a YAML file of {@code type} and {@code sections} (docs/scribe.md). */
public final class TemplateFile {
    private static final Set<String> KEYS = Set.of("type", "sections");
    private static final Set<String> SECTION_KEYS = Set.of("section", "heading", "style");

    private TemplateFile() {}

    /**
     * @param name by which it is chosen: lower-case letters, digits and hyphens
     * @throws IllegalArgumentException that says what is wrong and where
     */
    public static NoteTemplate read(String name, String yaml) {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "a template's name has lower-case letters, digits and hyphens, 40 at most");
        }
        Map<?, ?> file = map(load(yaml), "the file", KEYS);
        NoteType type = choice("type", file.get("type"), NoteType.values(), NoteType::word);
        if (!(file.get("sections") instanceof List<?> sections) || sections.isEmpty()) {
            throw new IllegalArgumentException("sections must be a list of at least one section");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            parts.add(part(sections.get(i), "sections[" + i + "]", type));
        }
        return new NoteTemplate(name, type, parts);
    }

    private static Object load(String yaml) {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            return new Yaml(new SafeConstructor(options)).load(yaml);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(
                    "it is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static Part part(Object entry, String where, NoteType type) {
        Map<?, ?> section = map(entry, where, SECTION_KEYS);
        SectionKind kind = choice(where + ".section", section.get("section"), SectionKind.values(), SectionKind::word);
        Object style = section.get("style") == null ? "usual" : section.get("style");
        Style written =
                choice(where + ".style", style, Style.values(), s -> s.name().toLowerCase(Locale.ROOT));
        Object heading = section.get("heading");
        if (heading == null) {
            return Part.usual(kind, written);
        }
        if (!(heading instanceof String text) || text.isEmpty()) {
            throw new IllegalArgumentException(where + ".heading must be text");
        }
        return new Part(kind, text, written);
    }

    private static Map<?, ?> map(Object content, String where, Set<String> known) {
        String keys = known.stream().sorted().collect(Collectors.joining(", "));
        if (!(content instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(where + " must hold the keys " + keys);
        }
        for (Object key : map.keySet()) {
            if (!known.contains(String.valueOf(key))) {
                throw new IllegalArgumentException(where + " has the key " + key + "; known here are " + keys);
            }
        }
        return map;
    }

    private static <T> T choice(String where, Object word, T[] all, Function<T, String> name) {
        return Arrays.stream(all)
                .filter(one -> name.apply(one).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(where + " is one of "
                        + Arrays.stream(all).map(name).sorted().collect(Collectors.joining(", "))));
    }
}
