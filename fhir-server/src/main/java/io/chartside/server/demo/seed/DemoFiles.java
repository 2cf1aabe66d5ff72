package io.chartside.server.demo.seed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The demo's data as files below {@code demo/} of the configuration folders: charts as FHIR Bundles whose dates are
 * relative ({@code ${today-30}}), and conversations under {@code visits/}, each named after its encounter.
 */
final class DemoFiles {
    private static final Pattern RELATIVE = Pattern.compile("\\$\\{today(?:([+-])(\\d{1,5}))?}");

    private DemoFiles() {}

    /** Bundles with today's dates, by file name; a later folder lays over an earlier. */
    static List<String> charts(List<Path> configDirs, LocalDate today) {
        List<String> charts = new ArrayList<>();
        for (Path file : files(configDirs, "demo", ".json").values()) {
            charts.add(RELATIVE.matcher(text(file)).replaceAll(found -> {
                long days = found.group(2) == null ? 0 : Long.parseLong(found.group(2));
                return today.plusDays("-".equals(found.group(1)) ? -days : days).toString();
            }));
        }
        return charts;
    }

    /** Conversations by the id of their encounter. */
    static Map<String, String> visits(List<Path> configDirs) {
        Map<String, String> visits = new LinkedHashMap<>();
        files(configDirs, "demo/visits", ".txt")
                .forEach((name, file) -> visits.put(name.substring(0, name.length() - ".txt".length()), text(file)));
        return visits;
    }

    private static Map<String, Path> files(List<Path> configDirs, String folder, String ending) {
        Map<String, Path> byName = new LinkedHashMap<>();
        for (Path configDir : configDirs) {
            Path demo = configDir.resolve(folder);
            if (!Files.isDirectory(demo)) {
                continue;
            }
            try (Stream<Path> files = Files.list(demo)) {
                files.filter(file -> file.getFileName().toString().endsWith(ending))
                        .sorted()
                        .forEach(file -> byName.put(file.getFileName().toString(), file));
            } catch (IOException e) {
                throw new IllegalStateException("cannot read the folder " + demo, e);
            }
        }
        return byName;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
