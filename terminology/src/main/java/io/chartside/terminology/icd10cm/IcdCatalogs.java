package io.chartside.terminology.icd10cm;

import io.chartside.terminology.CodeCatalog;
import io.chartside.terminology.Concept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every release that was loaded below a directory, side by side: the newest by default, the one in force by date of
 * service. Keep it open as long as it is used; close it at the end.
 */
public final class IcdCatalogs implements CodeCatalog, AutoCloseable {
    private final List<IcdRelease> releases;

    private IcdCatalogs(List<IcdRelease> releases) {
        this.releases = releases;
    }

    /**
     * @param target the directory that {@link TerminologyLoader} wrote to; one where nothing was loaded gives no codes
     * @throws TerminologyException when a release there is damaged
     */
    public static IcdCatalogs open(Path target) throws TerminologyException {
        Path folder = target.resolve(TerminologyLoader.FOLDER);
        List<IcdRelease> releases = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path place : files.filter(p -> !p.getFileName().toString().startsWith("."))
                        .sorted()
                        .toList()) {
                    releases.add(IcdRelease.open(place));
                }
            } catch (IOException e) {
                throw new TerminologyException(folder + " cannot be read", e);
            }
        }
        releases.sort(Comparator.comparing(IcdRelease::year));
        return new IcdCatalogs(List.copyOf(releases));
    }

    /** Labels of the releases, oldest first. */
    public List<String> versions() {
        return releases.stream().map(IcdRelease::version).toList();
    }

    /** The release of that label. */
    public Optional<IcdRelease> release(String version) {
        return releases.stream().filter(r -> r.version().equals(version)).findFirst();
    }

    /** As {@link #on}; empty when nothing is loaded. */
    public Optional<IcdRelease> inForce(LocalDate day) {
        return on(day) instanceof IcdRelease release ? Optional.of(release) : Optional.empty();
    }

    public Optional<IcdRelease> newestRelease() {
        return releases.isEmpty() ? Optional.empty() : Optional.of(releases.get(releases.size() - 1));
    }

    private CodeCatalog newest() {
        return releases.isEmpty() ? CodeCatalog.empty() : releases.get(releases.size() - 1);
    }

    /** The release in force on the day; before the first one loaded the first, after the last one the last. */
    @Override
    public CodeCatalog on(LocalDate dateOfService) {
        CodeCatalog out = releases.isEmpty() ? CodeCatalog.empty() : releases.get(0);
        for (IcdRelease release : releases) {
            if (!release.year().from().isAfter(dateOfService)) {
                out = release;
            }
        }
        return out;
    }

    /** Notes of the newest release on a code: inclusion terms, excludes, code first, seventh characters. */
    public Optional<IcdNotes> notes(String code) {
        return releases.isEmpty()
                ? Optional.empty()
                : releases.get(releases.size() - 1).notes(code);
    }

    @Override
    public String version() {
        return newest().version();
    }

    @Override
    public Optional<Concept> find(String code) {
        return newest().find(code);
    }

    @Override
    public List<Concept> search(String words, int limit) {
        return newest().search(words, limit);
    }

    @Override
    public List<Concept> children(String code) {
        return newest().children(code);
    }

    @Override
    public boolean excludes(String code, String other) {
        return newest().excludes(code, other);
    }

    @Override
    public List<String> codeFirst(String code) {
        return newest().codeFirst(code);
    }

    @Override
    public boolean isCodedFirst(String other, String code) {
        return newest().isCodedFirst(other, code);
    }

    @Override
    public List<String> useAdditional(String code) {
        return newest().useAdditional(code);
    }

    @Override
    public void close() throws IOException {
        for (IcdRelease release : releases) {
            release.close();
        }
    }
}
