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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where checkpoints go: a folder a tenant, in it a file a day and process, in it a line a checkpoint. It should lie where
 * whoever administers the database cannot write.
 */
final class CheckpointFolder {
    private static final int END_BYTES = 64 * 1024;
    private static final Duration FRESH = Duration.ofHours(1);

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
            Path file = own(tenant, day, process);
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

    private Path own(TenantId tenant, LocalDate day, String writer) {
        return of(tenant).resolve(day + "-" + writer + ".jws");
    }

    /** The lines this process has written on a day. */
    List<String> own(TenantId tenant, LocalDate day) {
        Path file = own(tenant, day, process);
        return Files.exists(file) ? lines(file) : List.of();
    }

    /** The last lines of the file that was written last, in their order; empty when there is none. */
    List<Checkpoint> end(TenantId tenant) {
        Optional<Path> newest = newest(tenant);
        if (newest.isEmpty()) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(newest.get(), StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - END_BYTES);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
                continue;
            }
            List<String> lines =
                    new String(bytes.array(), StandardCharsets.US_ASCII).lines().toList();
            // The first may be the end of a line only.
            return lines.stream()
                    .skip(from == 0 ? 0 : 1)
                    .flatMap(line -> CheckpointTrail.payload(tenant, line).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + folder, e);
        }
    }

    /** Whether something was written for the tenant within the last hour. */
    boolean isFresh(TenantId tenant, Instant now) {
        return newest(tenant)
                .filter(file -> changed(file).toInstant().isAfter(now.minus(FRESH)))
                .isPresent();
    }

    private Optional<Path> newest(TenantId tenant) {
        return files(tenant).stream().max(Comparator.comparing(CheckpointFolder::changed));
    }

    private static FileTime changed(Path file) {
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
