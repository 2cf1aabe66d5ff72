package io.chartside.terminology.icd10cm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The "order file" of an ICD-10-CM release: every code and heading in order, fixed columns (order number 1–5, code 7–13,
 * billable 15, short title 17–76, long title from 78).
 */
public final class IcdOrderFile {
    private static final Pattern NUMBER = Pattern.compile("\\d{5}");
    private static final Pattern CODE = Pattern.compile("[A-Z]\\d[0-9A-Z]{1,5}");
    private static final int TITLE = 77;

    private IcdOrderFile() {}

    /**
     * @return the rows in the file's order
     * @throws TerminologyException when the file is missing, empty, not an order file, or names a code twice
     */
    public static List<Row> read(Path file) throws TerminologyException {
        List<Row> rows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                Row row = row(line, file, number);
                if (!seen.add(row.code())) {
                    throw new TerminologyException(
                            name(file) + " line " + number + ": " + row.code() + " is there twice");
                }
                rows.add(row);
            }
        } catch (CharacterCodingException e) {
            throw new TerminologyException(name(file) + " is not text after line " + number, e);
        } catch (IOException e) {
            throw new TerminologyException(file + " cannot be read", e);
        }
        if (rows.isEmpty()) {
            throw new TerminologyException(name(file) + " holds no codes");
        }
        return rows;
    }

    private static Row row(String line, Path file, int number) throws TerminologyException {
        if (line.length() <= TITLE || !NUMBER.matcher(line.substring(0, 5)).matches()) {
            throw new TerminologyException(name(file) + " line " + number + " is not a row of an ICD-10-CM order file");
        }
        String code = line.substring(6, 13).strip();
        char billable = line.charAt(14);
        if (!CODE.matcher(code).matches() || billable != '0' && billable != '1') {
            throw new TerminologyException(
                    name(file) + " line " + number + " has no ICD-10-CM code in columns 7 to 15");
        }
        return new Row(dotted(code), line.substring(TITLE).strip(), billable == '1');
    }

    /** {@code E1165} as {@code E11.65}. */
    static String dotted(String code) {
        return code.length() <= 3 || code.indexOf('.') >= 0 ? code : code.substring(0, 3) + "." + code.substring(3);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** A code or heading. */
    public record Row(String code, String title, boolean billable) {}
}
