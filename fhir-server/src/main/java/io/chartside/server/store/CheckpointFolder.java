package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints that were signed one by one, before tenants shared rounds ({@link RoundFiles}): a folder a tenant, in it a file a day and
 * process, in it a line a checkpoint. They are read and no longer written.
 */
final class CheckpointFolder {
    private final Path folder;

    CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    private Path of(TenantId tenant) {
        return folder.resolve(tenant.value());
    }

    static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + file, e);
        }
    }

    /** The tenant's files, the oldest day first. */
    List<Path> files(TenantId tenant) {
        if (!Files.isDirectory(of(tenant))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(of(tenant))) {
            return files.filter(file -> file.toString().endsWith(".jws"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + folder, e);
        }
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + file, e);
        }
    }
}
