package io.chartside.server.terminology;

import io.chartside.terminology.icd10cm.TerminologyException;
import io.chartside.terminology.services.PairEdits;
import io.chartside.terminology.services.ServiceReleases;
import io.chartside.terminology.services.ServiceSystem;
import io.chartside.terminology.services.UnitEdits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Codes of services and edits of pairs and units that an operator loaded; opened when first asked for, and again when they changed. A
 * reader of edits that were replaced stays open until nobody uses it.
 */
final class LoadedServices {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final Path folder;
    private final Map<ServiceSystem, ServiceReleases> open = new EnumMap<>(ServiceSystem.class);
    private final Map<ServiceSystem, FileTime> asOf = new EnumMap<>(ServiceSystem.class);
    private Optional<PairEdits> pairs = Optional.empty();
    private FileTime pairsAsOf = NEVER;
    private Optional<UnitEdits> units = Optional.empty();
    private FileTime unitsAsOf = NEVER;

    LoadedServices(Path folder) {
        this.folder = folder;
    }

    synchronized ServiceReleases of(ServiceSystem system) {
        try {
            FileTime changed = changed(system.folder());
            if (!changed.equals(asOf.get(system))) {
                open.put(system, ServiceReleases.open(folder, system));
                asOf.put(system, changed);
            }
            return open.get(system);
        } catch (IOException | TerminologyException e) {
            throw unusable(e);
        }
    }

    synchronized Optional<PairEdits> pairs() {
        try {
            FileTime changed = changed("ncci");
            if (!changed.equals(pairsAsOf)) {
                pairs = PairEdits.open(folder);
                pairsAsOf = changed;
            }
            return pairs;
        } catch (IOException | TerminologyException e) {
            throw unusable(e);
        }
    }

    synchronized Optional<UnitEdits> units() {
        try {
            FileTime changed = changed("mue");
            if (!changed.equals(unitsAsOf)) {
                units = UnitEdits.open(folder);
                unitsAsOf = changed;
            }
            return units;
        } catch (IOException | TerminologyException e) {
            throw unusable(e);
        }
    }

    private FileTime changed(String name) throws IOException {
        Path place = folder.resolve(name);
        return Files.isDirectory(place) ? Files.getLastModifiedTime(place) : NEVER;
    }

    private static IllegalStateException unusable(Exception cause) {
        return new IllegalStateException("the loaded code files cannot be used: " + cause.getMessage(), cause);
    }
}
