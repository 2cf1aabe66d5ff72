package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The first process of a database under measurement, as its cluster names it.
 *
 * @param pid root of the process tree whose CPU is the database's
 * @param port where it listens on loopback
 */
record Postmaster(long pid, int port) {

    /** @param dataDir the folder that holds the cluster in {@code postgres} */
    static Postmaster of(Path dataDir) throws IOException {
        List<String> lines = Files.readAllLines(dataDir.resolve("postgres/postmaster.pid"));
        return new Postmaster(
                Long.parseLong(lines.get(0).trim()),
                Integer.parseInt(lines.get(3).trim()));
    }
}
