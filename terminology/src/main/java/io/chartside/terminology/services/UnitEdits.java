package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Medically Unlikely Edits of the National Correct Coding Initiative, as the Centers for Medicare and Medicaid Services publish them
 * for practitioners each quarter ({@code MCR_MUE_PractitionerServices_Eff_01-01-2026.csv}): code, most units, adjudication
 * indicator (1 of a line, 2 of a day by policy, 3 of a day by clinical data), rationale, after lines of headings. None is shipped.
 * Kept as one table for each quarter, {@code {target}/mue/2026-01.tsv}.
 */
public final class UnitEdits {
    private static final String FOLDER = "mue";

    private final TreeMap<YearMonth, Map<String, Edit>> quarters;

    private UnitEdits(TreeMap<YearMonth, Map<String, Edit>> quarters) {
        this.quarters = quarters;
    }

    /** What the units are counted over. */
    public enum Basis {
        /** One line; more lines with modifiers may have more. */
        LINE,
        /** A day, by regulation or instruction: more is never paid. */
        DAY_BY_POLICY,
        /** A day, by clinical data: more is paid when it was necessary. */
        DAY_BY_DATA
    }

    /** @param most units that are likely */
    public record Edit(String code, int most, Basis basis) {}

    /** Empty when none was loaded. */
    public static Optional<UnitEdits> open(Path target) throws TerminologyException {
        Path folder = target.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        TreeMap<YearMonth, Map<String, Edit>> quarters = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".tsv")).toList()) {
                String name = file.getFileName().toString();
                quarters.put(YearMonth.parse(name.substring(0, name.length() - 4)), read(file));
            }
        } catch (IOException | RuntimeException e) {
            throw new TerminologyException(folder + " is damaged: load the edits again", e);
        }
        return quarters.isEmpty() ? Optional.empty() : Optional.of(new UnitEdits(quarters));
    }

    /** The edit of a code in the quarter in force on a day; before the first one loaded there is none. */
    public Optional<Edit> of(String code, LocalDate day) {
        return Optional.ofNullable(quarters.floorEntry(YearMonth.from(day)))
                .map(quarter -> quarter.getValue().get(code));
    }

    /**
     * Reads the table of one quarter and puts it beside those that are there.
     *
     * @param version the first month of its quarter, {@code 2026-01}
     * @return number of codes
     * @throws TerminologyException when a row is of another form
     */
    public static int load(Path file, Path target, String version) throws TerminologyException {
        if (version == null || !version.matches("20\\d\\d-(?:01|04|07|10)")) {
            throw new TerminologyException("--version is the first month of the quarter, such as 2026-01");
        }
        Map<String, Edit> edits = read(file);
        if (edits.isEmpty()) {
            throw new TerminologyException(file.getFileName() + " has no edits");
        }
        List<String> lines = new ArrayList<>();
        edits.values()
                .forEach(edit -> lines.add(
                        edit.code() + "\t" + edit.most() + "\t" + (edit.basis().ordinal() + 1)));
        lines.sort(null);
        Path folder = target.resolve(FOLDER);
        try {
            Files.createDirectories(folder);
            Path building = Files.createTempFile(folder, ".building-", "");
            Files.write(building, lines, StandardCharsets.US_ASCII);
            Files.move(building, folder.resolve(version + ".tsv"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TerminologyException(folder + " cannot be written", e);
        }
        return edits.size();
    }

    private static Map<String, Edit> read(Path file) throws TerminologyException {
        Map<String, Edit> edits = new HashMap<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.matches("\"?[A-Z0-9]{5}\"?[\\t,].*")) {
                    Edit edit = edit(Cells.of(line));
                    if (edits.put(edit.code(), edit) != null) {
                        throw new IllegalArgumentException("the code stands twice");
                    }
                } else if (!edits.isEmpty() && !line.replaceAll("[,\\t\"]", "").isBlank()) {
                    throw new IllegalArgumentException("no code begins the line");
                }
            }
        } catch (IOException e) {
            throw new TerminologyException(file.getFileName() + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new TerminologyException(file.getFileName() + " line " + number + " is no unit edit");
        }
        return edits;
    }

    private static Edit edit(List<String> cells) {
        if (cells.size() < 3
                || !cells.get(1).matches("\\d{1,9}")
                || !cells.get(2).matches("[123]\\b.*")) {
            throw new IllegalArgumentException("form");
        }
        return new Edit(
                cells.get(0),
                Integer.parseInt(cells.get(1)),
                Basis.values()[cells.get(2).charAt(0) - '1']);
    }
}
