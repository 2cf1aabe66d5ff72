package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where checkpoints go first: a file a day and process, in it a round after the other. A round is a line with its signed head
 * ({@link RoundHead}) and a line for each tenant in it, the tenant's name, a space and a {@link ProvenCheckpoint}. It should lie where
 * whoever administers the database cannot write. One thread writes.
 */
final class RoundFiles {
    private static final String SUFFIX = ".checkpoints";

    private final Path folder;
    private Path file;
    private LocalDate day = LocalDate.MIN;
    private long size;

    RoundFiles(Path folder) {
        this.folder = folder;
    }

    /** Whether the next round of that day begins a file: on another day, after a failure, and when somebody else has changed the last. */
    boolean beginsFile(LocalDate now) {
        try {
            return file == null || !day.equals(now) || !Files.exists(file) || Files.size(file) != size;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + folder, e);
        }
    }

    /** Adds a round and returns once it is on the disk. What a failure leaves half written is the end of its file. */
    void append(LocalDate now, String head, Map<TenantId, ProvenCheckpoint> checkpoints) {
        StringBuilder lines = new StringBuilder(head).append('\n');
        checkpoints.forEach((tenant, checkpoint) ->
                lines.append(tenant).append(' ').append(checkpoint).append('\n'));
        try {
            if (beginsFile(now)) {
                Files.createDirectories(folder);
                file = folder.resolve(now + "-" + UUID.randomUUID().toString().substring(0, 8) + SUFFIX);
                day = now;
                size = 0;
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            size += bytes.limit();
        } catch (IOException e) {
            file = null;
            throw new UncheckedIOException("cannot write an audit checkpoint in " + folder, e);
        }
    }

    /** The oldest day first. */
    List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(found -> found.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + folder, e);
        }
    }

    /** The day that a file is of, as its name tells. */
    static String day(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, Math.min(10, name.length()));
    }

    /** Takes the lines of a file. */
    interface Lines {
        /** @return whether the lines from this one on are wanted */
        boolean head(int number, String jws);

        void checkpoint(int number, String tenant, String proven);
    }

    /**
     * Reads the whole lines of a file in their order, numbered from 1: one that a crash cut off has no end, and what a process adds
     * meanwhile may not be there whole yet.
     */
    static void read(Path file, Lines lines) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            long left = Files.size(file);
            String line = reader.readLine();
            for (int number = 1; line != null; number++) {
                left -= line.length() + 1L;
                if (left < 0) {
                    return;
                }
                int space = line.indexOf(' ');
                if (space < 0) {
                    if (!lines.head(number, line)) {
                        return;
                    }
                } else {
                    lines.checkpoint(number, line.substring(0, space), line.substring(space + 1));
                }
                line = reader.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit checkpoints in " + file, e);
        }
    }

    /** What the file that was written last tells of each tenant last, unchecked. */
    Map<TenantId, Checkpoint> end() {
        Map<TenantId, Checkpoint> told = new HashMap<>();
        Optional<Path> newest = files().stream().max(Comparator.comparing(CheckpointFolder::changed));
        Map<String, String> last = new HashMap<>();
        newest.ifPresent(found -> read(found, new Lines() {
            @Override
            public boolean head(int number, String jws) {
                return true;
            }

            @Override
            public void checkpoint(int number, String tenant, String proven) {
                last.put(tenant, proven);
            }
        }));
        last.forEach((name, proven) -> tell(name, proven, told));
        return told;
    }

    /** A damaged line tells nothing. */
    private static void tell(String name, String proven, Map<TenantId, Checkpoint> told) {
        try {
            TenantId tenant = new TenantId(name);
            Optional<ProvenCheckpoint> found = ProvenCheckpoint.parse(proven);
            if (found.isPresent()) {
                told.put(tenant, found.get().checkpoint(tenant));
            }
        } catch (IllegalArgumentException damaged) {
            // Then the stand is written and sent anew.
        }
    }
}
