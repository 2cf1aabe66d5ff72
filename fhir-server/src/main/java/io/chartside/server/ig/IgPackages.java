package io.chartside.server.ig;

import ca.uhn.fhir.context.FhirContext;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The definitions of all packages, by canonical URL and version. */
public final class IgPackages {
    private static final Logger LOG = LoggerFactory.getLogger(IgPackages.class);
    private static final String R4 = "http://hl7.org/fhir/StructureDefinition/";
    private final FhirContext fhir;
    private final List<IgPackage> packages;
    /** Newest first. */
    private final Map<String, List<IgDefinition>> byUrl = new HashMap<>();

    private final Cache<IgDefinition, Resource> parsed =
            Caffeine.newBuilder().weakKeys().build();

    IgPackages(FhirContext fhir, Collection<IgPackage> packages) {
        this.fhir = fhir;
        this.packages = packages.stream()
                .sorted(Comparator.comparing(IgPackage::name).thenComparing(IgPackage::version, Canonical.NEWEST_FIRST))
                .toList();
        for (IgPackage one : this.packages) {
            one.definitions()
                    .forEach(d -> byUrl.computeIfAbsent(d.resourceType() + " " + d.url(), k -> new ArrayList<>(1))
                            .add(d));
        }
        byUrl.values().forEach(list -> list.sort(Comparator.comparing(IgDefinition::version, Canonical.NEWEST_FIRST)));
    }

    /**
     * Reads {@code ig/} of every folder; a later folder's package replaces an earlier one of the same name and version.
     *
     * @throws IllegalStateException naming the package that cannot be read
     */
    public static IgPackages load(FhirContext fhir, List<Path> configDirs) {
        Map<String, IgPackage> packages = new LinkedHashMap<>();
        for (Path folder : configDirs) {
            for (Path place : places(folder.resolve("ig"))) {
                try {
                    IgPackage read = IgReader.read(place);
                    packages.put(read.toString(), read);
                } catch (IOException | IllegalArgumentException e) {
                    // Without a cause, because a start that fails says its innermost reason, and that must name the
                    // file.
                    throw new IllegalStateException(place + " is no FHIR package: " + e.getMessage());
                }
            }
        }
        IgPackages loaded = new IgPackages(fhir, packages.values());
        if (!packages.isEmpty()) {
            LOG.info("implementation guides: {}", String.join(", ", loaded.names()));
        }
        return loaded;
    }

    private static List<Path> places(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> Files.isDirectory(file) || file.toString().endsWith(".tgz"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the folder " + folder, e);
        }
    }

    /** {@code name#version} of each. */
    public List<String> names() {
        return packages.stream().map(IgPackage::toString).toList();
    }

    /**
     * A profile on a resource type.
     *
     * @param alone whether no other version of it is loaded
     */
    public record Profile(String type, String url, String version, boolean alone) {
        public String canonical() {
            return url + "|" + version;
        }
    }

    /** All profiles whose line of bases ends in FHIR's own types; on others nothing can be said. */
    public List<Profile> profiles() {
        List<Profile> profiles = new ArrayList<>();
        for (List<IgDefinition> versions : byUrl.values()) {
            for (IgDefinition definition : versions) {
                if (definition.profile() && isRooted(definition)) {
                    profiles.add(new Profile(
                            definition.ofType(), definition.url(), definition.version(), versions.size() == 1));
                }
            }
        }
        profiles.sort(Comparator.comparing(Profile::canonical));
        return profiles;
    }

    /** Changes with the packages: SHA-256 of all definitions as they are kept, in hexadecimal. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (IgPackage one : packages) {
                one.definitions().forEach(definition -> digest.update(definition.deflated()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    public boolean isEmpty() {
        return packages.isEmpty();
    }

    /** Whether its line of bases ends in FHIR's own types. */
    private boolean isRooted(IgDefinition definition) {
        Set<IgDefinition> seen = new HashSet<>();
        IgDefinition at = definition;
        while (seen.add(at)) {
            if (at.base().startsWith(R4)) {
                return true;
            }
            Optional<IgDefinition> above = definition("StructureDefinition", Canonical.of(at.base()));
            if (above.isEmpty()) {
                return false;
            }
            at = above.get();
        }
        return false;
    }

    private Optional<IgDefinition> definition(String resourceType, Canonical asked) {
        return byUrl.getOrDefault(resourceType + " " + asked.url(), List.of()).stream()
                .filter(d -> asked.version() == null || asked.version().equals(d.version()))
                .findFirst();
    }

    /** @param canonical with or without {@code |version}; without, the newest is meant */
    public <R extends MetadataResource> Optional<R> find(Class<R> type, String canonical) {
        return definition(type.getSimpleName(), Canonical.of(canonical)).map(d -> type.cast(parsed(d)));
    }

    public <R extends MetadataResource> List<R> all(Class<R> type) {
        return packages.stream()
                .flatMap(p -> p.definitions().stream())
                .filter(d -> d.resourceType().equals(type.getSimpleName()))
                .map(d -> type.cast(parsed(d)))
                .toList();
    }

    private Resource parsed(IgDefinition definition) {
        return parsed.get(definition, d -> {
            MetadataResource resource =
                    (MetadataResource) fhir.newJsonParser().parseResource(new String(d.json(), StandardCharsets.UTF_8));
            if (!resource.hasVersion() && !d.version().isEmpty()) {
                resource.setVersion(d.version());
            }
            return resource;
        });
    }
}
