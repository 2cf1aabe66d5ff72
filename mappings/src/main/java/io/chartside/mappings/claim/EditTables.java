package io.chartside.mappings.claim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules as data: what each edit says and rests on, and the lists of codes that they go by. */
final class EditTables {
    /** @param least in whole years, or empty; {@code greatest} likewise; {@code sex} empty for any */
    record PatientRule(CodeRanges codes, String sex, String least, String greatest, String source) {}

    record PositionRule(CodeRanges codes, String position, String source) {}

    record NecessityRule(CodeRanges services, CodeRanges diagnoses, String source) {}

    /** What an edit says, of {@code edits.tsv}. */
    record Edit(
            String id, ClaimFinding.Severity severity, String type, String adjustment, String source, String message) {}

    private final Map<String, Edit> edits = new HashMap<>();
    private final Map<String, CodeRanges> kinds = new HashMap<>();
    private final List<PatientRule> patients = new ArrayList<>();
    private final List<PositionRule> positions = new ArrayList<>();
    private final List<NecessityRule> necessities = new ArrayList<>();

    private EditTables() {}

    static EditTables load() {
        EditTables out = new EditTables();
        for (String[] row : rows("edits.tsv", 6)) {
            out.edits.put(
                    row[0],
                    new Edit(
                            row[0],
                            ClaimFinding.Severity.valueOf(row[1].toUpperCase(java.util.Locale.ROOT)),
                            row[2],
                            row[3],
                            row[4],
                            row[5]));
        }
        for (String[] row : rows("service-kinds.tsv", 3)) {
            out.kinds.put(row[0], CodeRanges.of(row[1]));
        }
        for (String[] row : rows("diagnosis-patient.tsv", 5)) {
            out.patients.add(new PatientRule(CodeRanges.of(row[0]), row[1], row[2], row[3], row[4]));
        }
        for (String[] row : rows("diagnosis-position.tsv", 3)) {
            out.positions.add(new PositionRule(CodeRanges.of(row[0]), row[1], row[2]));
        }
        for (String[] row : rows("service-diagnosis.tsv", 3)) {
            out.necessities.add(new NecessityRule(CodeRanges.of(row[0]), CodeRanges.of(row[1]), row[2]));
        }
        return out;
    }

    Edit edit(String id) {
        Edit edit = edits.get(id);
        if (edit == null) {
            throw new IllegalStateException("edits.tsv has no row " + id);
        }
        return edit;
    }

    /** @param kind {@code visit}, {@code preventive} or {@code procedure} */
    boolean isOf(String kind, String service) {
        return kinds.get(kind).has(service);
    }

    List<PatientRule> patients() {
        return patients;
    }

    Optional<PositionRule> position(String diagnosis, String position) {
        return positions.stream()
                .filter(rule -> rule.position().equals(position) && rule.codes().has(diagnosis))
                .findFirst();
    }

    Optional<NecessityRule> necessity(String service) {
        return necessities.stream().filter(rule -> rule.services().has(service)).findFirst();
    }

    private static List<String[]> rows(String name, int columns) {
        try (InputStream file = EditTables.class.getResourceAsStream(name)) {
            List<String[]> rows = new ArrayList<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                String[] row = line.split("\t", -1);
                if (row.length != columns) {
                    throw new IllegalStateException(name + " has a row without its " + columns + " columns: " + row[0]);
                }
                rows.add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is not readable", e);
        }
    }
}
