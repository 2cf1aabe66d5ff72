package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the alpha-numeric HCPCS file that the Centers for Medicare and Medicaid Services publish each quarter ({@code
 * HCPC2026_JAN_ANWEB.txt}), by its record layout: lines of 320 characters, code 1–5 (of a modifier 4–5), record type 11
 * (3 procedure, 7 modifier, 4 and 8 more of their long description), long description 12–91, short description 92–119,
 * date added 269–276, action effective 277–284, termination 285–292. The same records as a table with a line of headings
 * (HCPC, RECID, LONG DESCRIPTION, SHORT DESCRIPTION, ADD DT, ACT EFF DT, TERM DT and others), as their spreadsheet is saved as CSV,
 * are read too.
 */
final class HcpcsFile {
    private static final int TEXT = 11;
    private static final int SHORT_TEXT = 91;
    private static final int SHORT_END = 119;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final List<String> DAYS = List.of("ADDDT", "ACTEFFDT", "TERMDT");
    private static final List<String> NEEDED =
            List.of("HCPC", "RECID", "LONGDESCRIPTION", "SHORTDESCRIPTION", "ADDDT", "ACTEFFDT", "TERMDT");

    private HcpcsFile() {}

    static List<ServiceCode> read(Path file) throws TerminologyException {
        List<ServiceCode> codes = new ArrayList<>();
        Map<String, Integer> columns = Map.of();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (number == 1 && isHeading(line)) {
                    columns = columns(line);
                } else if (!line.replaceAll("[,\\t]", "").isBlank()) {
                    add(codes, columns.isEmpty() ? Entry.fixed(line) : Entry.cells(Cells.of(line), columns));
                }
            }
        } catch (IOException e) {
            throw new TerminologyException(file.getFileName() + " cannot be read", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new TerminologyException(
                    file.getFileName() + " line " + number + " is no HCPCS record: " + e.getMessage());
        }
        if (codes.isEmpty()) {
            throw new TerminologyException(file.getFileName() + " has no codes");
        }
        return codes;
    }

    /**
     * One record.
     *
     * @param days date added, action effective, termination; empty or zeros for none
     */
    private record Entry(String code, String type, String text, String shortText, List<String> days) {

        /** Lines that continue a description end with it, and some editions cut the blanks at the end of all. */
        static Entry fixed(String line) {
            if (line.length() < TEXT) {
                throw new IllegalArgumentException("it is too short");
            }
            return new Entry(
                    part(line, 0, 5),
                    line.substring(TEXT - 1, TEXT),
                    part(line, TEXT, SHORT_TEXT),
                    part(line, SHORT_TEXT, SHORT_END),
                    List.of(part(line, 268, 276), part(line, 276, 284), part(line, 284, 292)));
        }

        static Entry cells(List<String> cells, Map<String, Integer> columns) {
            List<String> days = new ArrayList<>();
            DAYS.forEach(day -> days.add(cell(cells, columns.get(day))));
            return new Entry(
                    cell(cells, columns.get("HCPC")),
                    cell(cells, columns.get("RECID")),
                    cell(cells, columns.get("LONGDESCRIPTION")),
                    cell(cells, columns.get("SHORTDESCRIPTION")),
                    days);
        }

        private static String cell(List<String> cells, int at) {
            return at < cells.size() ? cells.get(at) : "";
        }
    }

    private static boolean isHeading(String line) {
        return line.replace("\"", "").toUpperCase(Locale.ROOT).matches("HCPC[ _]?[,\\t].*");
    }

    private static Map<String, Integer> columns(String line) {
        Map<String, Integer> columns = new HashMap<>();
        List<String> cells = Cells.of(line);
        for (int i = 0; i < cells.size(); i++) {
            columns.putIfAbsent(cells.get(i).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", ""), i);
        }
        for (String needed : NEEDED) {
            if (!columns.containsKey(needed)) {
                throw new IllegalArgumentException("a column is missing");
            }
        }
        return columns;
    }

    private static void add(List<ServiceCode> codes, Entry entry) {
        switch (entry.type()) {
            case "3", "7" ->
                codes.add(new ServiceCode(
                        checked(entry.code(), entry.type().equals("7")),
                        entry.shortText().isEmpty() ? entry.text() : entry.shortText(),
                        entry.text(),
                        entry.type().equals("7"),
                        day(entry.days().get(0)).or(() -> day(entry.days().get(1))),
                        day(entry.days().get(2))));
            case "4", "8" -> {
                ServiceCode last = codes.isEmpty() ? null : codes.remove(codes.size() - 1);
                if (last == null || !last.code().equals(entry.code())) {
                    throw new IllegalArgumentException("it continues another code");
                }
                codes.add(new ServiceCode(
                        last.code(),
                        last.display(),
                        last.definition() + " " + entry.text(),
                        last.modifier(),
                        last.from(),
                        last.to()));
            }
            default -> throw new IllegalArgumentException("the type of the record is not 3, 4, 7 or 8");
        }
    }

    private static String part(String line, int from, int to) {
        return line.length() <= from
                ? ""
                : line.substring(from, Math.min(to, line.length())).strip();
    }

    private static String checked(String code, boolean modifier) {
        if (!code.matches(modifier ? "[A-Z0-9]{2}" : "[A-Z]\\d{4}")) {
            throw new IllegalArgumentException("the code is not of its form");
        }
        return code;
    }

    private static Optional<LocalDate> day(String text) {
        return text.isEmpty() || text.equals("00000000") ? Optional.empty() : Optional.of(LocalDate.parse(text, DAY));
    }
}
