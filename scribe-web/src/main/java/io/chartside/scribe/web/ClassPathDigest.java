package io.chartside.scribe.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 of a class path: of our own classes and resources their content, whether they lie in a folder or a jar; of a
 * library its file name, which bears its version.
 */
final class ClassPathDigest {
    private static final String OURS = "io/chartside";

    private final MessageDigest digest;

    private ClassPathDigest(MessageDigest digest) {
        this.digest = digest;
    }

    static String of(List<Path> classPath) throws IOException {
        try {
            ClassPathDigest digest = new ClassPathDigest(MessageDigest.getInstance("SHA-256"));
            for (Path entry : classPath) {
                digest.add(entry);
            }
            return HexFormat.of().formatHex(digest.digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void add(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            addOurs(entry);
        } else if (entry.getParent().endsWith("target")) {
            try (FileSystem jar = FileSystems.newFileSystem(entry)) {
                addOurs(jar.getPath("/"));
            }
        } else {
            add(entry.getFileName().toString());
        }
    }

    private void addOurs(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(OURS))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(root.relativize(file).toString().replace('\\', '/'));
                digest.update(Files.readAllBytes(file));
            }
        }
    }

    private void add(String name) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
