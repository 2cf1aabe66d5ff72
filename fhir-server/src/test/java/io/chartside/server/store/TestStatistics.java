package io.chartside.server.store;

import java.sql.Statement;
import java.util.List;

/**
 * What the planner believes of the tables when it makes the plan that a connection keeps. A table that was never counted it
 * takes for one of ten pages, and a minute later the table holds a hospital.
 */
public enum TestStatistics {
    GATHERED("vacuum analyze resource, resource_version, search_token, reference_link"),
    TEN_PAGES(
            "vacuum analyze resource, resource_version, search_token, reference_link",
            "update pg_class set reltuples = 270, relpages = pg_relation_size(oid) / 8192 where relname in (%1$s)");

    private static final String TABLES = "'resource', 'resource_version', 'search_token', 'reference_link'";

    private final List<String> statements;

    TestStatistics(String... statements) {
        this.statements = List.of(statements);
    }

    public void set() {
        TestStore.asSuperuser("chartside", connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql.formatted(TABLES));
                }
                return null;
            }
        });
    }
}
