package io.chartside.server.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The JVM's archive of parsed classes (class data sharing) for one program. It is written when the program first stops
 * and read at every later start; {@code ./chartside build} removes it with the build it belongs to.
 */
final class ClassArchive {
    private static final String FOLDER = System.getProperty("chartside.class-archives", "");

    private final Path file;

    private ClassArchive(Path file) {
        this.file = file;
    }

    /** Empty when no folder for archives is named: a program that runs from loose classes cannot use one. */
    static Optional<ClassArchive> of(String program) {
        return FOLDER.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClassArchive(
                        Path.of(FOLDER, program + "-" + Runtime.version().feature() + ".jsa")));
    }

    /** A JVM that finds the archive unfit, after an update of Java say, goes on without it. */
    String jvmOption() {
        return Files.isRegularFile(file) ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + file;
    }
}
