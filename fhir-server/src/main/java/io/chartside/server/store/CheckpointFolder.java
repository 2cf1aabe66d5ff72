package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where checkpoints go: a folder a tenant, in it a file a day and process, in it a line a checkpoint. It should lie where
 * whoever administers the database cannot write.
 */
final class CheckpointFolder {
    private final Path folder;
    private final String process = UUID.randomUUID().toString().substring(0, 8);

    CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    private Path of(TenantId tenant) {
        return folder.resolve(tenant.value());
    }

    /** Adds a line and returns once it is on the disk. */
    void append(TenantId tenant, LocalDate day, String line) {
        try {
            Files.createDirectories(of(tenant));
            Path file = of(tenant).resolve(day + "-" + process + ".jws");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write an audit checkpoint in " + folder, e);
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
