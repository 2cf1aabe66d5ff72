package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Markdown table of figures, to be pasted into docs/performance.md. */
final class Figures {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();

    Figures(String... columns) {
        this.columns = List.of(columns);
    }

    void row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(Arrays.toString(cells) + " does not fit " + columns);
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        return Stream.concat(
                        Stream.of(columns, columns.stream().map(column -> "---").toList()), rows.stream())
                .map(cells -> "| " + String.join(" | ", cells) + " |")
                .collect(Collectors.joining("\n"));
    }

    /** With the machine above it. */
    void print() throws IOException {
        System.out.println(machine() + "\n\n" + this + "\n");
        System.out.flush();
    }

    static String of(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String machine() throws IOException {
        String cpu;
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            cpu = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return Runtime.getRuntime().availableProcessors() + " cores, " + cpu + ", Java "
                + System.getProperty("java.version") + ", load " + load;
    }
}
