package io.chartside.terminology.services;

import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The releases of one code system of services below a folder, side by side: {@code {target}/hcpcs/2026-04.tsv}. A release is
 * in force from the first day that its name tells until the next one is.
 */
public final class ServiceReleases {
    private static final Pattern VERSION = Pattern.compile("(20\\d\\d)(?:-(0[1-9]|1[0-2]))?");
    private static final int COLUMNS = 6;
    private final List<ServiceRelease> releases;

    private ServiceReleases(List<ServiceRelease> releases) {
        this.releases = releases;
    }

    /** Nothing loaded. */
    public static ServiceReleases none() {
        return new ServiceReleases(List.of());
    }

    /** @throws TerminologyException when a release there is damaged */
    public static ServiceReleases open(Path target, ServiceSystem system) throws TerminologyException {
        Path folder = target.resolve(system.folder());
        List<ServiceRelease> releases = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".tsv")).toList()) {
                    releases.add(read(file));
                }
            } catch (IOException e) {
                throw new TerminologyException(folder + " cannot be read", e);
            }
        }
        releases.sort(Comparator.comparing(ServiceRelease::version));
        return new ServiceReleases(List.copyOf(releases));
    }

    /**
     * Reads a file and puts it in its place whole; what was there under that version is replaced.
     *
     * @param version {@code 2026} or {@code 2026-04}
     * @throws TerminologyException when the file is damaged or the version is of another form
     */
    public static Loaded load(ServiceSystem system, Path file, Path target, String version)
            throws TerminologyException {
        if (version == null || !VERSION.matcher(version).matches()) {
            throw new TerminologyException("the version must look like 2026 or 2026-04");
        }
        List<ServiceCode> codes = system.read(file);
        Path place = target.resolve(system.folder()).resolve(version + ".tsv");
        StringBuilder text = new StringBuilder();
        for (ServiceCode code : codes) {
            text.append(code.code()).append('\t').append(plain(code.display())).append('\t');
            text.append(plain(code.definition()))
                    .append('\t')
                    .append(code.modifier() ? "m" : "")
                    .append('\t');
            text.append(code.from().map(LocalDate::toString).orElse("")).append('\t');
            text.append(code.to().map(LocalDate::toString).orElse("")).append('\n');
        }
        try {
            Files.createDirectories(place.getParent());
            Path building = Files.createTempFile(place.getParent(), ".building-", "");
            Files.writeString(building, text);
            Files.move(building, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TerminologyException(place + " cannot be written", e);
        }
        return new Loaded(version, codes.size(), place);
    }

    private static String plain(String words) {
        return words.replaceAll("\\s+", " ");
    }

    private static ServiceRelease read(Path file) throws TerminologyException {
        String name = file.getFileName().toString();
        String version = name.substring(0, name.length() - ".tsv".length());
        try {
            List<ServiceCode> codes = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] row = line.split("\t", -1);
                if (row.length != COLUMNS) {
                    throw new TerminologyException(file + " is damaged: load it again");
                }
                codes.add(new ServiceCode(row[0], row[1], row[2], row[3].equals("m"), day(row[4]), day(row[5])));
            }
            return new ServiceRelease(version, codes);
        } catch (IOException | RuntimeException e) {
            throw new TerminologyException(file + " is damaged: load it again", e);
        }
    }

    private static Optional<LocalDate> day(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    }

    public boolean isEmpty() {
        return releases.isEmpty();
    }

    public Optional<ServiceRelease> release(String version) {
        return releases.stream().filter(r -> r.version().equals(version)).findFirst();
    }

    public Optional<ServiceRelease> newest() {
        return releases.isEmpty() ? Optional.empty() : Optional.of(releases.get(releases.size() - 1));
    }

    /** The release in force on the day; before the first one loaded the first. */
    public Optional<ServiceRelease> inForce(LocalDate day) {
        Optional<ServiceRelease> found = releases.stream().findFirst();
        for (ServiceRelease release : releases) {
            if (!from(release.version()).isAfter(day)) {
                found = Optional.of(release);
            }
        }
        return found;
    }

    private static LocalDate from(String version) {
        Matcher m = VERSION.matcher(version);
        return m.matches()
                ? LocalDate.of(Integer.parseInt(m.group(1)), m.group(2) == null ? 1 : Integer.parseInt(m.group(2)), 1)
                : LocalDate.MIN;
    }

    /** What was loaded: version, number of codes and where. */
    public record Loaded(String version, int codes, Path place) {}
}
