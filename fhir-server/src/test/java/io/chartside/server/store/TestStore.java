package io.chartside.server.store;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/** The store's own beans on the real database, without the rest of the server. */
public final class TestStore {
    public static final Sight ALL = Sight.everythingWithoutAccessCheck("test");

    private static ConfigurableApplicationContext context;

    @EnableConfigurationProperties({
        DatabaseSettings.class,
        KeySettings.class,
        ContentSettings.class,
        OpenedSettings.class,
        AuditSettings.class
    })
    @ComponentScan({
        "io.chartside.server.ig",
        "io.chartside.server.index",
        "io.chartside.server.store",
        "io.chartside.server.terminology",
        "io.chartside.server.search"
    })
    static class Parts {}

    private TestStore() {}

    public static synchronized <T> T bean(Class<T> type) {
        if (context == null) {
            context = new SpringApplicationBuilder(Parts.class)
                    .properties(
                            "chartside.database.url=" + TestDatabase.url(),
                            "chartside.data-dir=" + TestDatabase.dataDir(),
                            "chartside.keys.known-after=300ms",
                            "spring.main.web-application-type=none",
                            "spring.main.banner-mode=off")
                    .run();
        }
        return context.getBean(type);
    }

    /** SQL as the database's superuser, whom row-level security does not hold: a thief, or a clumsy administrator. */
    public static <T> T asSuperuser(String database, SuperuserWork<T> work) {
        String url = TestDatabase.url().replace("/postgres?", "/" + database + "?");
        try (Connection connection = DriverManager.getConnection(url)) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Work on a superuser's connection. */
    public interface SuperuserWork<T> {
        T run(Connection connection) throws SQLException;
    }

    public static TenantId freshTenant() {
        return new TenantId(TestDatabase.freshTenant());
    }

    /** As it goes to the store. */
    public static ObjectNode json(Resource resource) {
        return JsonTree.of(bean(FhirContext.class), resource);
    }

    public static StoredResource create(TenantId tenant, Resource resource) {
        return bean(ResourceStore.class)
                .write(
                        tenant,
                        unit -> unit.apply(List.of(new Change.Put(
                                        resource.fhirType(),
                                        LogicalIds.next(),
                                        json(resource),
                                        true,
                                        OptionalLong.empty())))
                                .get(0));
    }

    public static StoredResource put(TenantId tenant, String id, Resource resource, Long ifMatch) {
        return bean(ResourceStore.class)
                .write(
                        tenant,
                        unit -> unit.apply(List.of(new Change.Put(
                                        resource.fhirType(),
                                        id,
                                        json(resource),
                                        false,
                                        ifMatch == null ? OptionalLong.empty() : OptionalLong.of(ifMatch))))
                                .get(0));
    }

    public static void delete(TenantId tenant, String type, String id) {
        bean(ResourceStore.class)
                .write(tenant, unit -> unit.apply(List.of(new Change.Delete(type, id, OptionalLong.empty()))));
    }

    public static Optional<StoredResource> read(TenantId tenant, String type, String id) {
        return bean(ResourceStore.class).read(tenant, ALL, type, id);
    }
}
