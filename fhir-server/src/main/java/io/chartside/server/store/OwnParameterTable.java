package io.chartside.server.store;

import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Table own_parameter: the search parameters of a tenant's own and how far they are indexed. */
public final class OwnParameterTable implements OwnParameters.Definitions {
    private final Database database;

    OwnParameterTable(Database database) {
        this.database = database;
    }

    @Override
    public List<OwnParameters.Definition> of(TenantId tenant) {
        return database.reading(
                tenant,
                session -> session.query(
                        "select type, name, kind, path, ready from own_parameter where tenant = ?",
                        List.of(tenant.value()),
                        row -> new OwnParameters.Definition(
                                parameter(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                                row.getBoolean(5))));
    }

    public static SearchParameter parameter(String type, String name, String kind, String path) {
        return new SearchParameter(
                type,
                name,
                SearchParameter.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                Set.of(),
                path,
                List.of(),
                Set.of(),
                true);
    }

    /** Not ready, whatever was there before. */
    public void put(TenantId tenant, SearchParameter parameter, String source) {
        run(
                tenant,
                "insert into own_parameter (tenant, type, name, kind, path, source, ready) values (?, ?, ?, ?, ?, ?, false)"
                        + " on conflict (tenant, type, name) do update set kind = excluded.kind, path = excluded.path,"
                        + " source = excluded.source, ready = false returning 1",
                List.of(
                        tenant.value(),
                        parameter.type(),
                        parameter.name(),
                        parameter.kind().name().toLowerCase(Locale.ROOT),
                        parameter.path(),
                        source));
    }

    public void ready(TenantId tenant, SearchParameter parameter) {
        run(
                tenant,
                "update own_parameter set ready = true where tenant = ? and type = ? and name = ? and path = ? returning 1",
                List.of(tenant.value(), parameter.type(), parameter.name(), parameter.path()));
    }

    public void remove(TenantId tenant, SearchParameter parameter) {
        run(
                tenant,
                "delete from own_parameter where tenant = ? and type = ? and name = ? returning 1",
                List.of(tenant.value(), parameter.type(), parameter.name()));
    }

    private void run(TenantId tenant, String sql, List<Object> parameters) {
        database.reading(tenant, session -> session.query(sql, parameters, row -> 1));
    }
}
