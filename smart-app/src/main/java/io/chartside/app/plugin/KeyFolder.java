package io.chartside.app.plugin;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The folder of key files, readable by this user alone (0700, files 0600). A file appears whole or not at all, and the
 * first process that makes one wins.
 */
final class KeyFolder {

    private final Path folder;

    KeyFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            if (isPosix()) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException failed) {
            throw new IllegalStateException("the key folder " + folder + " cannot be written", failed);
        }
    }

    /** The content of a file, made first if there is none. */
    String contentOf(String name, Supplier<String> made) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                make(file, made.get());
            }
            return Files.readString(file);
        } catch (IOException failed) {
            throw new IllegalStateException("the key file " + file + " cannot be read or made", failed);
        }
    }

    private void make(Path file, String content) throws IOException {
        Path draft = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
        if (isPosix()) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(draft, content);
        try {
            // A hard link fails if the name is taken: unlike a rename it never replaces another process's key.
            Files.createLink(file, draft);
            Files.delete(draft);
        } catch (FileAlreadyExistsException anotherProcessWasFirst) {
            Files.delete(draft);
        } catch (UnsupportedOperationException noHardLinks) {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private boolean isPosix() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
