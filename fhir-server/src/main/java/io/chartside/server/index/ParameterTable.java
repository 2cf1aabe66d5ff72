package io.chartside.server.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * R4's search parameters as lines of r4-search-parameters.tsv, which a test keeps equal to HAPI's definitions: type, name,
 * kind, targets, path, components, compartments, whether it repeats. The type {@code *} stands for all. Reading the lines
 * takes 10 ms; having HAPI scan the classes of 66 resource types takes a second of every start.
 */
final class ParameterTable {
    private static final String FILE = "r4-search-parameters.tsv";

    private ParameterTable() {}

    static List<SearchParameter> read(Set<String> types) {
        List<SearchParameter> all = new ArrayList<>();
        try (InputStream in = ParameterTable.class.getResourceAsStream(FILE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().forEach(line -> {
                String[] cells = line.split("\t", -1);
                if (cells[0].equals("*")) {
                    types.forEach(type -> all.add(parameter(type, cells)));
                } else if (types.contains(cells[0])) {
                    all.add(parameter(cells[0], cells));
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " is missing", e);
        }
        return all;
    }

    private static SearchParameter parameter(String type, String[] cells) {
        return new SearchParameter(
                type,
                cells[1],
                SearchParameter.Kind.valueOf(cells[2]),
                Set.copyOf(list(cells[3])),
                cells[4],
                list(cells[5]),
                Set.copyOf(list(cells[6])),
                cells[7].equals("repeats"));
    }

    private static List<String> list(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(","));
    }

    static String line(SearchParameter p) {
        return String.join(
                "\t",
                p.type(),
                p.name(),
                p.kind().name().toUpperCase(Locale.ROOT),
                String.join(",", p.targets().stream().sorted().toList()),
                p.path(),
                String.join(",", p.components()),
                String.join(",", p.compartments().stream().sorted().toList()),
                p.repeats() ? "repeats" : "");
    }
}
