package io.chartside.server.ig;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads a package (FHIR NPM Package Specification, registry.fhir.org/learn): a {@code .tgz}, or a folder that one was
 * unpacked into, or a plain folder of JSON definitions named {@code name#version}.
 */
final class IgReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper TREES = new ObjectMapper();
    private static final Set<String> KEPT = Set.of("StructureDefinition", "ValueSet", "CodeSystem", "ConceptMap");
    private static final String MANIFEST = "package.json";
    private static final long MOST_BYTES = 512L * 1024 * 1024;

    private IgReader() {}

    /** @throws IOException when it is no package that can be read; the message says why */
    static IgPackage read(Path place) throws IOException {
        Map<String, byte[]> files = Files.isDirectory(place) ? folder(place) : archive(place);
        String[] named =
                place.getFileName().toString().replaceAll("\\.tgz$", "").split("#", 2);
        String name = named[0];
        String version = named.length > 1 ? named[1] : "";
        byte[] manifest = files.remove(MANIFEST);
        if (manifest != null) {
            JsonNode described = TREES.readTree(manifest);
            name = described.path("name").asText(name);
            version = described.path("version").asText(version);
            checkFhirVersion(described);
        }
        List<IgDefinition> definitions = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Map<String, String> top = top(file.getKey(), file.getValue());
            if (KEPT.contains(top.getOrDefault("resourceType", "")) && top.containsKey("url")) {
                definitions.add(definition(top, version, file.getValue()));
            }
        }
        if (definitions.isEmpty()) {
            throw new IOException("it holds no definition");
        }
        return new IgPackage(name, version, definitions);
    }

    private static void checkFhirVersion(JsonNode manifest) throws IOException {
        JsonNode versions =
                manifest.has("fhirVersions") ? manifest.get("fhirVersions") : manifest.path("fhir-version-list");
        boolean fits = versions.isEmpty();
        for (JsonNode version : versions) {
            fits |= version.asText().startsWith("4.0");
        }
        if (!fits) {
            throw new IOException("it is not for FHIR R4");
        }
    }

    private static IgDefinition definition(Map<String, String> top, String packageVersion, byte[] json) {
        boolean structure = top.get("resourceType").equals("StructureDefinition");
        return new IgDefinition(
                top.get("resourceType"),
                top.get("url"),
                top.getOrDefault("version", packageVersion),
                structure ? top.getOrDefault("type", "") : "",
                structure ? top.getOrDefault("baseDefinition", "") : "",
                structure
                        && "resource".equals(top.get("kind"))
                        && "constraint".equals(top.get("derivation"))
                        && !"true".equals(top.get("abstract")),
                IgDefinition.deflate(json));
    }

    /** The scalar values at the top of a resource, read without building it. */
    private static Map<String, String> top(String name, byte[] json) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return values;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isScalarValue()) {
                    values.put(field, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return values;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException(name + " is no JSON");
        }
    }

    private static Map<String, byte[]> folder(Path place) throws IOException {
        Path inner = place.resolve("package");
        Path folder = Files.isDirectory(inner) ? inner : place;
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> listed = Files.list(folder)) {
            for (Path file :
                    listed.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static Map<String, byte[]> archive(Path place) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        long size = 0;
        try (InputStream file = Files.newInputStream(place);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                // Examples and what tools keep lie in folders of their own.
                if (entry.isFile() && entry.getName().matches("package/[^/]+\\.json")) {
                    size += entry.getSize();
                    if (size > MOST_BYTES) {
                        throw new IOException("it is larger than 512 MB");
                    }
                    files.put(entry.getName().substring("package/".length()), tar.readAllBytes());
                }
            }
        }
        return files;
    }
}
