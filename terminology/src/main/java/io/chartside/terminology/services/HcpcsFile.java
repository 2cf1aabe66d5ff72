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
import java.util.List;
import java.util.Optional;

/**
 * Reads the alpha-numeric HCPCS file that the Centers for Medicare and Medicaid Services publish each quarter ({@code
 * HCPC2026_JAN_ANWEB.txt}), by its record layout: lines of 320 characters, code 1–5 (of a modifier 4–5), record type 11
 * (3 procedure, 7 modifier, 4 and 8 more of their long description), long description 12–91, short description 92–119,
 * date added 269–276, action effective 277–284, termination 285–292.
 */
final class HcpcsFile {
    private static final int TEXT = 11;
    private static final int SHORT_TEXT = 91;
    private static final int SHORT_END = 119;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private HcpcsFile() {}

    static List<ServiceCode> read(Path file) throws TerminologyException {
        List<ServiceCode> codes = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    add(codes, line);
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

    /** Lines that continue a description end with it, and some editions cut the blanks at the end of all. */
    private static void add(List<ServiceCode> codes, String line) {
        if (line.length() < TEXT) {
            throw new IllegalArgumentException("it is too short");
        }
        char type = line.charAt(TEXT - 1);
        String code = part(line, 0, 5);
        String text = part(line, TEXT, SHORT_TEXT);
        switch (type) {
            case '3', '7' ->
                codes.add(new ServiceCode(
                        checked(code, type == '7'),
                        part(line, SHORT_TEXT, SHORT_END).isEmpty() ? text : part(line, SHORT_TEXT, SHORT_END),
                        text,
                        type == '7',
                        day(line, 268).or(() -> day(line, 276)),
                        day(line, 284)));
            case '4', '8' -> {
                ServiceCode last = codes.isEmpty() ? null : codes.remove(codes.size() - 1);
                if (last == null || !last.code().equals(code)) {
                    throw new IllegalArgumentException("it continues another code");
                }
                codes.add(new ServiceCode(
                        code, last.display(), last.definition() + " " + text, last.modifier(), last.from(), last.to()));
            }
            default -> throw new IllegalArgumentException("character 11 is not 3, 4, 7 or 8");
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

    private static Optional<LocalDate> day(String line, int at) {
        String text = part(line, at, at + 8);
        return text.isEmpty() || text.equals("00000000") ? Optional.empty() : Optional.of(LocalDate.parse(text, DAY));
    }
}
