package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a database takes on disk, the audit apart: the tables of the audit with their indexes on one side, all other files of
 * all databases of the server on the other.
 */
final class DiskUse {
    private static final String AUDIT_FILES = """
            with audit as (
                select inhrelid as oid from pg_inherits where inhparent = 'audit_event'::regclass
                union all select 'audit_lane'::regclass),
            tables as (
                select oid from audit
                union all select c.reltoastrelid from pg_class c join audit using (oid) where c.reltoastrelid <> 0)
            select pg_relation_filepath(oid) from tables
            union all select pg_relation_filepath(i.indexrelid) from pg_index i join tables on i.indrelid = tables.oid""";

    private final Path cluster;
    private final List<String> auditFiles;
    private final Path noted;

    private DiskUse(Path cluster, List<String> auditFiles, Path noted) {
        this.cluster = cluster;
        this.auditFiles = auditFiles;
        this.noted = noted;
    }

    /**
     * @param cluster folder of the PostgreSQL cluster
     * @param url of its record, as a role that may read the catalogue
     * @param noted a file of its own
     */
    static DiskUse of(Path cluster, String url, Path noted) {
        List<String> files = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(AUDIT_FILES)) {
            while (row.next()) {
                files.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new BenchFailed("the record's files cannot be told: " + e.getMessage());
        }
        return new DiskUse(cluster, files, noted);
    }

    /**
     * A command for the shell that prints how many bytes all takes but the audit, and notes what the audit takes. A table's
     * files are called as pg_relation_filepath() says, with {@code .1} and {@code _fsm} and the like behind it (PostgreSQL,
     * 66.1).
     */
    String command() {
        String names = String.join("|", auditFiles);
        return "cd '%s' && audit=$(find base -regextype posix-extended -regex '(%s)([._].*)?' -printf '%%s\\n'"
                        .formatted(cluster, names)
                + " | awk '{ sum += $1 } END { print sum + 0 }') && echo $audit >>'%s'".formatted(noted)
                + " && echo $(($(find base -type f -printf '%s\\n' | awk '{ sum += $1 } END { print sum + 0 }') - audit))";
    }

    /** Bytes of the audit, as often as the command has run since {@link #forget}. */
    List<Long> audit() throws IOException {
        try {
            return Files.readAllLines(noted).stream().map(Long::valueOf).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(noted);
    }
}
