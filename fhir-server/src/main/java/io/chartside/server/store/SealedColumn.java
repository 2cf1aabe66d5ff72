package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A column that the tenant's data key seals. Each is told by whoever seals it, as a bean, so that it is sealed anew when that
 * key is replaced ({@link Resealing}); what is told by nobody would be lost with the key. {@code SealedColumnsTest} holds the
 * beans against docs/leakage.md, which names every column.
 *
 * @param table whose primary key is {@code tenant} and {@code key}
 * @param column of type bytea; where it is null nothing is sealed
 * @param key the other columns of the primary key, in its order
 * @param where an SQL condition over {@code t}; the other rows are sealed by other keys
 * @param placed SQL expressions over {@code t} that the place is made of
 * @param place what a row's seal is bound to, from the texts of these
 */
public record SealedColumn(String table, String column, List<Key> key, String where, List<String> placed, Place place) {

    /** @param type of SQL, as which its text is read */
    public record Key(String name, String type) {}

    /** What a row's seal is bound to. */
    @FunctionalInterface
    public interface Place {
        String of(TenantId tenant, List<String> values);
    }

    public SealedColumn {
        key = List.copyOf(key);
        placed = List.copyOf(placed);
        if (key.isEmpty()) {
            throw new IllegalArgumentException(table + " has a key besides the tenant");
        }
    }

    /** Of every row, with a place that is made of the key alone. */
    public static SealedColumn of(String table, String column, List<Key> key, Place place) {
        return new SealedColumn(
                table,
                column,
                key,
                "true",
                key.stream().map(part -> "t." + part.name() + "::text").toList(),
                place);
    }

    /** {@code table.column} */
    public String name() {
        return table + "." + column;
    }

    /**
     * The keys of the next rows. Plan: the primary key in its order, or the partial index of the condition.
     *
     * @param after whether the key of the row before is a parameter; the tenant is the first
     */
    String keysSql(boolean after, int limit) {
        String texts = key.stream().map(part -> "t." + part.name() + "::text").collect(Collectors.joining(", "));
        return "select " + texts + " from " + table + " t where t.tenant = ? and t." + column
                + " is not null and (" + where + ")" + (after ? " and (" + columns() + ") > (" + casts() + ")" : "")
                + " order by " + columns() + " limit " + limit;
    }

    /** A row's sealed bytes and what its place is made of; parameters: tenant and key. Plan: the primary key. */
    String rowSql() {
        return "select t." + column + ", " + String.join(", ", placed) + " from " + table
                + " t where t.tenant = ? and (" + columns() + ") = (" + casts() + ") and t." + column
                + " is not null for update of t";
    }

    /** Parameters: new bytes, tenant and key. Plan: the primary key. */
    String updateSql() {
        return "update " + table + " t set " + column + " = ? where t.tenant = ? and (" + columns() + ") = (" + casts()
                + ")";
    }

    private String columns() {
        return key.stream().map(part -> "t." + part.name()).collect(Collectors.joining(", "));
    }

    private String casts() {
        return key.stream().map(part -> "?::" + part.type()).collect(Collectors.joining(", "));
    }
}
