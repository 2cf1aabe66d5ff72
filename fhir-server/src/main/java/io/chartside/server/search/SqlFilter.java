package io.chartside.server.search;

import java.util.ArrayList;
import java.util.List;

/** Conditions on {@code resource r}, gathered. */
final class SqlFilter {
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    void add(String condition, Object... values) {
        sql.append(" and ").append(condition);
        parameters.addAll(List.of(values));
    }

    String sql() {
        return sql.toString();
    }

    List<Object> parameters() {
        return parameters;
    }
}
