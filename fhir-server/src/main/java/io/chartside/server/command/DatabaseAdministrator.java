package io.chartside.server.command;

import io.chartside.server.crypto.PrivateFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The administrating role of the embedded PostgreSQL. It may run programs as the account of the server, which reads the master
 * key, so nobody else on the machine may have it: its password lies with the keys.
 */
public final class DatabaseAdministrator {
    static final String NAME = "postgres";

    private static final String FILE = "database-administrator";
    private static final int PASSWORD_BYTES = 24;

    private final Path file;
    private final String password;

    private DatabaseAdministrator(Path file, String password) {
        this.file = file;
        this.password = password;
    }

    /**
     * @param dataDir holds the password in {@code keys}, made when it is missing
     * @throws IllegalStateException when others may read it, or it is damaged
     */
    public static DatabaseAdministrator of(Path dataDir) throws IOException {
        Path file = dataDir.resolve("keys").resolve(FILE);
        if (!Files.exists(file)) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            try {
                PrivateFile.create(file, HexFormat.of().formatHex(random));
            } catch (FileAlreadyExistsException e) {
                // Another process was first: its password counts.
            }
        }
        String password = PrivateFile.secretIn(file);
        if (!password.matches("[0-9a-f]{" + 2 * PASSWORD_BYTES + "}")) {
            throw new IllegalStateException("the database password in " + file + " is damaged");
        }
        return new DatabaseAdministrator(file, password);
    }

    /** Holds the password alone. */
    Path file() {
        return file;
    }

    /** Never logged or given to a program as an argument. */
    public String password() {
        return password;
    }

    /** JDBC URL with the password. */
    public String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + NAME + "&password=" + password;
    }

    @Override
    public String toString() {
        return "DatabaseAdministrator (redacted)";
    }
}
