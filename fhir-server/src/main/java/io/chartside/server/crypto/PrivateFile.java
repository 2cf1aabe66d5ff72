package io.chartside.server.crypto;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file of secrets: mode 0600 from its first byte, in a folder of mode 0700, and whole or not there. */
public final class PrivateFile {

    private PrivateFile() {}

    /** @throws FileAlreadyExistsException when another was first */
    public static void create(Path file, String content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path draft = draft(file, content);
        try {
            Files.createLink(file, draft); // Unlike a move, fails when another process was first.
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.move(draft, file);
            return;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Whoever reads meanwhile reads the former content or the new one. */
    static void replace(Path file, String content) throws IOException {
        Path draft = draft(file, content);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path draft(Path file, String content) throws IOException {
        Path draft = file.toAbsolutePath()
                .resolveSibling(
                        file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
        try (SeekableByteChannel channel = Files.newByteChannel(
                        draft,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(channel)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return draft;
    }

    /**
     * What stands in a file that nobody but its owner may read or write, without the line's end.
     *
     * @throws IllegalStateException when others may, or it cannot be read; the message names the file
     */
    public static String secretIn(Path file) {
        try {
            Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
            others.removeAll(PosixFilePermissions.fromString("rwx------"));
            if (!others.isEmpty()) {
                throw new IllegalStateException(file + " must be its owner's alone (chmod 600)");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the secret in " + file, e);
        }
    }
}
