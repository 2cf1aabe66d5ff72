package io.chartside.server.store;

import io.chartside.server.crypto.PrivateFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/** The database's roles and their passwords, generated once into a file that only its owner can read. */
final class DatabaseRoles {
    /** Owns the schema and migrates it. */
    static final String OWNER = "chartside_owner";
    /** Serves requests: owns nothing and cannot bypass row-level security. */
    static final String SERVER = "chartside_server";
    /** Rotates and purges. */
    static final String KEEPER = "chartside_keeper";

    /** Reads the views of the operations projection, and nothing else. */
    static final String STAFF = "chartside_staff";

    /** Reads by id and appends audit rows for the requests of a round, of the tenants in it alone. */
    static final String ROUNDS = "chartside_rounds";

    static final List<String> ALL = List.of(OWNER, SERVER, KEEPER, STAFF, ROUNDS);

    private static final List<String> FIRST = List.of(OWNER, SERVER, KEEPER);

    private final Properties passwords = new Properties();

    private DatabaseRoles() {}

    static DatabaseRoles open(Path file) {
        DatabaseRoles roles = new DatabaseRoles();
        roles.load(file, FIRST);
        // Files of their own, so that a data folder from before the roles gets them too.
        roles.load(file.resolveSibling("database-staff.properties"), List.of(STAFF));
        roles.load(file.resolveSibling("database-rounds.properties"), List.of(ROUNDS));
        for (String role : ALL) {
            if (!roles.password(role).matches("[0-9a-f]{48}")) {
                throw new IllegalStateException("the database passwords in " + file + " are damaged");
            }
        }
        return roles;
    }

    private void load(Path file, List<String> of) {
        try {
            if (!Files.exists(file)) {
                create(file, of);
            }
            passwords.load(new StringReader(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the database passwords in " + file, e);
        }
    }

    private static void create(Path file, List<String> roles) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder content = new StringBuilder();
        for (String role : roles) {
            byte[] password = new byte[24];
            random.nextBytes(password);
            content.append(role)
                    .append('=')
                    .append(HexFormat.of().formatHex(password))
                    .append('\n');
        }
        try {
            PrivateFile.create(file, content.toString());
        } catch (FileAlreadyExistsException e) {
            return; // Another process was first: its passwords count.
        }
    }

    String password(String role) {
        return passwords.getProperty(role, "");
    }

    @Override
    public String toString() {
        return "DatabaseRoles (redacted)";
    }
}
