package io.chartside.server.validation;

import ca.uhn.fhir.util.VersionUtil;
import io.chartside.server.ig.IgPackages;
import io.chartside.server.ig.IgPackages.Profile;
import io.chartside.server.tenancy.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The profiles of implementation guides that resources are truly validated against. Which of them have a snapshot is tried
 * once for each set of packages, beside the start, and kept in the data folder; a start with the same packages reads it.
 */
@Component
public final class SupportedProfiles {
    private static final Logger LOG = LoggerFactory.getLogger(SupportedProfiles.class);
    /** Of the file with a trial's result; another name whenever more can be made than before. */
    private static final String TRIAL = "-2.profiles";

    private final IgPackages guides;
    private final CompletableFuture<Set<String>> usable;

    SupportedProfiles(IgPackages guides, ResourceValidator validator, ServerSettings settings) {
        this.guides = guides;
        this.usable = guides.isEmpty()
                ? CompletableFuture.completedFuture(Set.of())
                : CompletableFuture.supplyAsync(() -> known(settings.dataDir().resolve("ig"), guides, validator));
    }

    /** Canonical URLs, with the version where several are loaded. Waits for the trial when it is not done. */
    public List<String> of(String type) {
        Set<String> snapshots = usable.join();
        return guides.profiles().stream()
                .filter(profile -> profile.type().equals(type) && snapshots.contains(profile.canonical()))
                .map(profile -> profile.alone() ? profile.url() : profile.canonical())
                .toList();
    }

    private static Set<String> known(Path folder, IgPackages guides, ResourceValidator validator) {
        Path file = folder.resolve(guides.digest() + "-" + VersionUtil.getVersion() + TRIAL);
        try {
            if (Files.exists(file)) {
                return new TreeSet<>(Files.readAllLines(file));
            }
            List<Profile> profiles = guides.profiles();
            Set<String> found =
                    validator.makeable(profiles.stream().map(Profile::canonical).toList());
            LOG.info(
                    "{} of {} profiles of the implementation guides are validated against",
                    found.size(),
                    profiles.size());
            Files.createDirectories(folder);
            Path building = Files.createTempFile(folder, "trial", null);
            Files.write(building, found);
            Files.move(building, file, StandardCopyOption.ATOMIC_MOVE);
            return found;
        } catch (IOException e) {
            throw new IllegalStateException(folder + " cannot be written", e);
        }
    }
}
