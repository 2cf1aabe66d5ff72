package io.chartside.server.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the JVM keeps of a program's classes so that its next start is quicker. The training run of {@code ./chartside build}
 * writes it, once for each Java; every later start reads it, and a new build removes it.
 */
sealed interface ClassArchive {

    /** The first release in which one run both records and writes an ahead-of-time cache (JEP 514). */
    int FIRST_WITH_CACHE = 25;

    /** Empty when no folder for archives is named: a program that runs from loose classes cannot use one. */
    static Optional<ClassArchive> of(String program, Jdk jdk) {
        String folder = System.getProperty("chartside.class-archives", "");
        return folder.isEmpty() ? Optional.empty() : Optional.of(of(Path.of(folder), program, jdk.feature()));
    }

    static ClassArchive of(Path folder, String program, int feature) {
        String name = program + "-" + feature;
        return feature >= FIRST_WITH_CACHE
                ? new AheadOfTimeCache(folder.resolve(name + ".aot"))
                : new ParsedClasses(folder.resolve(name + ".jsa"));
    }

    Path file();

    /** Options of a JVM that writes the archive when it stops, which takes half a minute on one core. */
    List<String> writing();

    /** Options of a JVM that reads the archive; one that finds it unfit, after an update of Java say, goes on without it. */
    List<String> reading();

    /** Options of a JVM that does not start when the archive is unfit. */
    List<String> insisting();

    default boolean written() {
        return Files.isRegularFile(file());
    }

    /** Class data sharing: classes parsed and verified (JEP 350). */
    record ParsedClasses(Path file) implements ClassArchive {
        @Override
        public List<String> writing() {
            return List.of("-XX:ArchiveClassesAtExit=" + file);
        }

        @Override
        public List<String> reading() {
            return List.of("-XX:SharedArchiveFile=" + file);
        }

        @Override
        public List<String> insisting() {
            return List.of("-XX:SharedArchiveFile=" + file, "-Xshare:on");
        }
    }

    /** Classes loaded and linked, and the profiles that the compilers begin with (JEP 483 and 515). */
    record AheadOfTimeCache(Path file) implements ClassArchive {
        @Override
        public List<String> writing() {
            return List.of("-XX:AOTCacheOutput=" + file);
        }

        @Override
        public List<String> reading() {
            return List.of("-XX:AOTCache=" + file);
        }

        @Override
        public List<String> insisting() {
            return List.of("-XX:AOTCache=" + file, "-XX:AOTMode=on");
        }
    }
}
