package io.chartside.server.store;

import io.chartside.server.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * One real PostgreSQL for all tests of the JVM. Tests keep apart by tenant: {@link #freshTenant()}.
 *
 * <pre>{@code
 * @DynamicPropertySource
 * static void database(DynamicPropertyRegistry registry) {
 *     TestDatabase.register(registry);
 * }
 * }</pre>
 */
public final class TestDatabase {
    private static final AtomicInteger TENANTS = new AtomicInteger();
    private static EmbeddedPostgres postgres;
    private static Path dataDir;

    private TestDatabase() {}

    /** Sets {@code chartside.database.url} and {@code chartside.data-dir}. */
    public static void register(DynamicPropertyRegistry registry) {
        registry.add("chartside.database.url", TestDatabase::url);
        registry.add("chartside.data-dir", () -> dataDir().toString());
    }

    /** JDBC URL of a role that may create roles and databases. */
    public static synchronized String url() {
        if (postgres == null) {
            try {
                postgres = EmbeddedPostgres.builder()
                        .setPort(FreePort.choose())
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    /** The JVM's folder of keys; the databases' keys open with it alone. */
    public static synchronized Path dataDir() {
        if (dataDir == null) {
            try {
                dataDir = Files.createTempDirectory("chartside-test");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return dataDir;
    }

    /** The name of a tenant that no other test uses. */
    public static String freshTenant() {
        return "t" + TENANTS.incrementAndGet();
    }
}
