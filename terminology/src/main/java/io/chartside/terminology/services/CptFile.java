package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a licensee's own CPT file: one code a line, then a tab and its descriptor, as the American Medical Association
 * delivers them. Lines before the first code are its notice of copyright. Nothing of it is shipped.
 */
final class CptFile {
    private static final Pattern ROW = Pattern.compile("(\\d{4}[0-9A-Z])\t\\s*(\\S.*)");

    private CptFile() {}

    static List<ServiceCode> read(Path file) throws TerminologyException {
        List<ServiceCode> codes = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    String words = row.group(2).strip();
                    codes.add(new ServiceCode(row.group(1), words, words, false, Optional.empty(), Optional.empty()));
                } else if (!codes.isEmpty() && !line.isBlank()) {
                    throw new TerminologyException(
                            file.getFileName() + " line " + number + " is no code, tab and descriptor");
                }
            }
        } catch (IOException e) {
            throw new TerminologyException(file.getFileName() + " cannot be read as UTF-8 text", e);
        }
        if (codes.isEmpty()) {
            throw new TerminologyException(file.getFileName() + " has no codes");
        }
        return codes;
    }
}
