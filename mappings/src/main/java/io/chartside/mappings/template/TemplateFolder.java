package io.chartside.mappings.template;

import io.chartside.scribe.template.NoteTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The templates of a folder: {@code NAME.yml} each. */
public final class TemplateFolder {
    private static final String ENDING = ".yml";

    private TemplateFolder() {}

    /**
     * @return by name; none when there is no such folder
     * @throws IllegalStateException that names the file, when one is no template
     */
    public static Map<String, NoteTemplate> read(Path folder) {
        Map<String, NoteTemplate> templates = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return templates;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the folder " + folder, e);
        }
        for (Path file : files) {
            NoteTemplate template = file(file);
            templates.put(template.name(), template);
        }
        return templates;
    }

    /** @throws IllegalStateException that names the file, when it is no template */
    public static NoteTemplate file(Path file) {
        String name = file.getFileName().toString();
        try {
            return TemplateFile.read(
                    name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name,
                    Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read as UTF-8 text");
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " is no valid note template: " + e.getMessage());
        }
    }
}
