package io.chartside.app.ehr;

import io.chartside.outbound.AllowedOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The registered EHRs. One that is not here does not exist for the plugin: no request goes to it. */
public final class EhrProfiles {

    private final Map<String, EhrProfile> active = new TreeMap<>();
    private final Map<String, EhrProfile> templates = new TreeMap<>();

    private EhrProfiles(Collection<EhrProfileFile> files, boolean demo) {
        Set<URI> issuers = new HashSet<>();
        Set<List<String>> hookClients = new HashSet<>();
        for (EhrProfileFile file : files) {
            EhrProfile profile = file.profile();
            if (profile.issuer().isEmpty() || (file.demo() && !demo)) {
                templates.put(profile.site(), profile);
            } else if (!issuers.add(profile.base())) {
                throw new IllegalStateException("two EHR profiles have the issuer of " + profile.site());
            } else if (profile.cdsHooks()
                    .filter(hooks -> !hookClients.add(
                            List.of(hooks.issuer(), hooks.tenant().orElse(""))))
                    .isPresent()) {
                throw new IllegalStateException(
                        "two EHR profiles have the cds-hooks.issuer and tenant of " + profile.site());
            } else {
                active.put(profile.site(), profile);
            }
        }
    }

    /**
     * Reads {@code ehr/*.yml} of every folder; a file in a later folder replaces its namesake.
     *
     * @param demo whether profiles that say {@code demo: true} count
     * @param placeholders fills in {@code ${…}}
     */
    public static EhrProfiles read(List<Path> configDirs, boolean demo, UnaryOperator<String> placeholders) {
        Map<String, Path> files = new TreeMap<>();
        for (Path dir : configDirs) {
            Path folder = dir.resolve("ehr");
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> profiles = Files.newDirectoryStream(folder, "*.yml")) {
                    profiles.forEach(file -> files.put(file.getFileName().toString(), file));
                } catch (IOException failed) {
                    throw new IllegalStateException("the folder " + folder + " cannot be read", failed);
                }
            }
        }
        List<EhrProfileFile> read = new ArrayList<>();
        files.values().forEach(file -> read.add(EhrProfileFile.read(file, placeholders)));
        return new EhrProfiles(read, demo);
    }

    /** The EHR with exactly this issuer; a slash at its end makes no difference. */
    public Optional<EhrProfile> ofIssuer(String issuer) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return active.values().stream()
                .filter(profile -> profile.base().toString().equals(base))
                .findFirst();
    }

    /**
     * The EHR whose CDS client this is. Where an issuer serves several organizations, the tenant tells which; a profile
     * that names no tenant takes its issuer's tokens of any while it is the only one of that issuer: beside others, a token
     * of a tenant that none of them names is of an organization that is not registered.
     */
    public Optional<EhrProfile> ofCdsClient(String issuer, Optional<String> tenant) {
        List<EhrProfile> ofIssuer = active.values().stream()
                .filter(profile -> profile.cdsHooks()
                        .filter(hooks -> hooks.issuer().equals(issuer))
                        .isPresent())
                .toList();
        return ofIssuer.stream()
                .filter(profile -> tenant.isPresent()
                        && profile.cdsHooks().orElseThrow().tenant().equals(tenant))
                .findFirst()
                .or(() -> ofIssuer.stream()
                        .filter(profile -> tenant.isEmpty() || ofIssuer.size() == 1)
                        .filter(profile ->
                                profile.cdsHooks().orElseThrow().tenant().isEmpty())
                        .findFirst());
    }

    /** The EHR of that site. */
    public Optional<EhrProfile> ofSite(String site) {
        return Optional.ofNullable(active.get(site));
    }

    /** All registered EHRs, by site. */
    public List<EhrProfile> all() {
        return List.copyOf(active.values());
    }

    /** Profiles without an issuer, or of a demo that is not running. */
    public List<EhrProfile> templates() {
        return List.copyOf(templates.values());
    }

    /** Every origin that the registered EHRs use. */
    public List<AllowedOrigin> origins() {
        return Stream.concat(addresses(), streams()).distinct().toList();
    }

    private Stream<AllowedOrigin> streams() {
        return active.values().stream()
                .flatMap(profile -> profile.hl7v2().stream())
                .map(Hl7v2Interface::origin);
    }

    private Stream<AllowedOrigin> addresses() {
        return active.values().stream().flatMap(profile -> profile.reachable().stream());
    }
}
