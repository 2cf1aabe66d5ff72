package io.chartside.server.search;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.SightSql;
import io.chartside.server.store.StoredRow;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;

/** The statement that reads a plan's candidates, in order, from a position on. */
final class CandidateSql {
    private final TenantId tenant;
    private final String type;
    private final SearchPlan plan;
    private final SightSql see;
    private final Order order;

    /** An order that an index or a small sort gives. */
    enum Order {
        CLINICAL("sort_at"),
        UPDATED("updated_at"),
        ID("id");

        private final String column;

        Order(String column) {
            this.column = column;
        }

        Position position(StoredRow row) {
            Object value = switch (this) {
                case CLINICAL -> row.sortAt();
                case UPDATED -> row.updatedAt();
                case ID -> row.id();
            };
            return new Position(value, row.rid());
        }
    }

    /** @param values of the order's column and rid; null for the beginning */
    record Position(Object value, long rid) {}

    private final boolean descending;

    CandidateSql(TenantId tenant, String type, SearchPlan plan, SightSql see, Order order, boolean descending) {
        this.tenant = tenant;
        this.type = type;
        this.plan = plan;
        this.see = see;
        this.order = order;
        this.descending = descending;
    }

    /** @param placed whether a row begins with its position (sort_at, rid) and has a head only if it meets the conditions */
    record Statement(String sql, List<Object> parameters, boolean placed) {
        Statement(String sql, List<Object> parameters) {
            this(sql, parameters, false);
        }
    }

    /** Plan: the anchor's index in its order, then resource_pkey where needed. */
    Statement page(Position from, int limit) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("select ").append(StoredRow.HEAD_COLUMNS);
        Keyed keyed = order == Order.CLINICAL ? keyed() : null;
        if (keyed != null && (keyed.keys().length > 1 || !keyed.inside().isEmpty())) {
            return severalKeys(keyed, sql, from, limit);
        }
        if (keyed != null) {
            sql.append(" from ").append(keyed.table()).append(" k");
            resource(sql, parameters, "k." + keyed.rid());
            sql.append(" where k.tenant = ? and ").append(keyed.condition("?"));
            parameters.add(tenant.value());
            parameters.add(keyed.keys()[0]);
            position(sql, parameters, from, "k.sort_at", "k." + keyed.rid());
            order(sql, "k.sort_at", "k." + keyed.rid());
        } else {
            if (plan.anchor() instanceof Anchor.Compartment compartment) {
                sql.append(" from (select distinct u.rid from unnest(");
                members(sql, parameters, compartment);
                sql.append(") u(rid)) c");
                resource(sql, parameters, "c.rid");
                sql.append(" where true");
            } else {
                sql.append(" from resource r where r.tenant = ?");
                parameters.add(tenant.value());
                anchor(sql, parameters);
                conditions(sql, parameters);
            }
            position(sql, parameters, from, "r." + order.column, "r.rid");
            order(sql, "r." + order.column, "r.rid");
        }
        sql.append(" limit ?");
        parameters.add(limit);
        return new Statement(sql.toString(), parameters);
    }

    /**
     * A merge of ordered scans: of each key its first rows, of these the first. Where next to every row meets the conditions,
     * heads are looked up for these alone.
     */
    private Statement severalKeys(Keyed keyed, StringBuilder sql, Position from, int limit) {
        List<Object> parameters = new ArrayList<>();
        boolean late = plan.filter().isEmpty()
                && plan.tokenFilters().isEmpty()
                && see.parameters().isEmpty();
        if (late) {
            sql.insert("select ".length(), "e.sort_at, e.rid, ");
        }
        boolean inside = !keyed.inside().isEmpty();
        sql.append(" from (select distinct s.sort_at, s.rid from ")
                .append(inside ? "(select a.sort_at, a.rid from " : "")
                .append("unnest(?) as h cross join lateral (select k.sort_at, k.")
                .append(keyed.rid())
                .append(" as rid from ")
                .append(keyed.table())
                .append(" k");
        parameters.add(keyed.keys());
        if (!late) {
            resource(sql, parameters, "k." + keyed.rid());
        }
        sql.append(" where k.tenant = ? and ").append(keyed.condition("h"));
        parameters.add(tenant.value());
        position(sql, parameters, from, "k.sort_at", "k." + keyed.rid());
        order(sql, "k.sort_at", "k." + keyed.rid());
        sql.append(" limit ?) ").append(inside ? "a" : "s");
        parameters.add(limit);
        if (inside) {
            inside(keyed.inside(), sql, parameters, from, limit);
        }
        order(sql, "s.sort_at", "s.rid");
        sql.append(" limit ?) e ")
                .append(late ? "left" : "cross")
                .append(" join lateral (select r.* from resource r where r.tenant = ? and r.rid = e.rid");
        parameters.add(limit);
        parameters.add(tenant.value());
        if (late) {
            conditions(sql, parameters);
        }
        sql.append(" offset 0) r").append(late ? " on true" : "");
        order(sql, "e.sort_at", "e.rid");
        return new Statement(sql.toString(), parameters, late);
    }

    /** Of each record its first rows that may refer. Plan: resource_patient, in its order. */
    private void inside(
            RecordLinks.Sources inside, StringBuilder sql, List<Object> parameters, Position from, int limit) {
        sql.append(" union all select b.sort_at, b.rid from ")
                .append(RecordLinks.Sources.RECORDS)
                .append("(select r.sort_at, r.rid from resource r where ")
                .append(RecordLinks.Sources.CONDITION);
        parameters.addAll(inside.values(tenant, type));
        conditions(sql, parameters);
        position(sql, parameters, from, "r.sort_at", "r.rid");
        order(sql, "r.sort_at", "r.rid");
        sql.append(" limit ?) b) s");
        parameters.add(limit);
    }

    /** How many rows there are, counted to the bound at most. Plan: index only where the anchor is one patient. */
    Statement count(int bound) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("select count(*) from (select 1 from resource r where r.tenant = ?");
        parameters.add(tenant.value());
        anchor(sql, parameters);
        conditions(sql, parameters);
        sql.append(" limit ?) c");
        parameters.add(bound);
        return new Statement(sql.toString(), parameters);
    }

    /** The anchor as a condition on {@code resource r}. */
    private void anchor(StringBuilder sql, List<Object> parameters) {
        if (plan.anchor() instanceof Anchor.ById byId) {
            sql.append(" and r.id = any(?)");
            parameters.add(byId.ids().toArray(String[]::new));
        } else if (plan.anchor() instanceof Anchor.Compartment compartment) {
            sql.append(" and r.rid = any(");
            members(sql, parameters, compartment);
            sql.append(")");
            return;
        } else if (plan.anchor() instanceof Anchor.Patients patients) {
            boolean one = patients.rids().length == 1;
            sql.append(one ? " and r.patient_rid = ?" : " and r.patient_rid = any(?)");
            parameters.add(one ? (Object) patients.rids()[0] : patients.rids());
            return;
        } else if (plan.anchor() instanceof Anchor.Links links
                && !links.inside().isEmpty()) {
            sql.append(" and r.rid = any(array(select k.source_rid from reference_link k where k.tenant = ?"
                    + " and k.target_rid = any(?) and k.param = ?");
            parameters.add(tenant.value());
            parameters.add(links.targets());
            parameters.add(links.parameter());
            inside(sql, parameters, links.inside());
            sql.append("))");
            return;
        }
        Keyed keyed = keyed();
        if (keyed != null) {
            sql.append(" and r.rid in (select k.")
                    .append(keyed.rid())
                    .append(" from ")
                    .append(keyed.table());
            sql.append(" k where k.tenant = ? and ")
                    .append(keyed.condition("any(?)"))
                    .append(")");
            parameters.add(tenant.value());
            parameters.add(keyed.keys());
        }
    }

    /** The numbers of what may refer from inside the records. Plan: resource_patient. */
    private void inside(StringBuilder sql, List<Object> parameters, RecordLinks.Sources inside) {
        sql.append(" union all select b.rid from ")
                .append(RecordLinks.Sources.RECORDS)
                .append("(select r.rid from resource r where ")
                .append(RecordLinks.Sources.CONDITION)
                .append(" offset 0) b");
        parameters.addAll(inside.values(tenant, type));
    }

    /** Plan: resource_pkey for each of the numbers that resource_patient and reference_link_pkey give. */
    private void members(StringBuilder sql, List<Object> parameters, Anchor.Compartment compartment) {
        sql.append("array(select k.source_rid from reference_link k where k.tenant = ?"
                + " and k.target_rid = ? and k.param = any(?) union all select ?");
        parameters.add(tenant.value());
        parameters.add(compartment.rid());
        parameters.add(compartment.parameters());
        parameters.add(compartment.rid());
        if (compartment.owner()) {
            sql.append(" union all select p.rid from resource p where p.tenant = ? and p.patient_rid = ?"
                    + " and p.type = ? and p.state = 1");
            parameters.add(tenant.value());
            parameters.add(compartment.rid());
            parameters.add(ResourceTypes.number(type));
        }
        if (!compartment.inside().isEmpty()) {
            inside(sql, parameters, compartment.inside());
        }
        sql.append(")");
    }

    /** Rows of a walk without their bodies. Plan: resource_order, index only; by _lastUpdated resource_updated; words by resource_words_pkey. */
    Statement narrow(Position from, int limit) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder("select r.rid, r.")
                .append(order.column)
                .append(", r.patient_rid, r.ptok")
                .append(plan.walkWords().text().isEmpty() ? "" : ", " + SearchTokens.TEXT_TOKENS)
                .append(" from resource r where r.tenant = ?");
        parameters.add(tenant.value());
        conditions(sql, parameters);
        position(sql, parameters, from, "r." + order.column, "r.rid");
        order(sql, "r." + order.column, "r.rid");
        sql.append(" limit ?");
        parameters.add(limit);
        return new Statement(sql.toString(), parameters);
    }

    /** Rows by their numbers, in no order. Plan: resource_pkey for each. */
    Statement byNumber(long[] rids) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql =
                new StringBuilder("select ").append(StoredRow.HEAD_COLUMNS).append(" from unnest(?) n(rid)");
        parameters.add(rids);
        resource(sql, parameters, "n.rid");
        return new Statement(sql.toString(), parameters);
    }

    /** The resource of a number, if it meets the conditions. */
    private void resource(StringBuilder sql, List<Object> parameters, String rid) {
        sql.append(" cross join lateral (select r.* from resource r where r.tenant = ? and r.rid = ")
                .append(rid);
        parameters.add(tenant.value());
        conditions(sql, parameters);
        sql.append(" offset 0) r");
    }

    private void conditions(StringBuilder sql, List<Object> parameters) {
        sql.append(" and r.type = ? and r.state = 1");
        parameters.add(ResourceTypes.number(type));
        sql.append(see.predicate());
        parameters.addAll(see.parameters());
        sql.append(plan.filter());
        parameters.addAll(plan.filterParameters());
        for (long[] tokens : plan.tokenFilters()) {
            sql.append(" and exists (select 1 from search_token x where x.tenant = ? and x.hash = any(?)"
                    + " and x.sort_at = r.sort_at and x.rid = r.rid)");
            parameters.add(tenant.value());
            parameters.add(tokens);
        }
    }

    private void position(StringBuilder sql, List<Object> parameters, Position from, String column, String rid) {
        if (from != null) {
            sql.append(" and (")
                    .append(column)
                    .append(", ")
                    .append(rid)
                    .append(descending ? ") < (?, ?)" : ") > (?, ?)");
            parameters.add(from.value());
            parameters.add(from.rid());
        }
    }

    private void order(StringBuilder sql, String column, String rid) {
        String direction = descending ? " desc" : "";
        sql.append(" order by ")
                .append(column)
                .append(direction)
                .append(", ")
                .append(rid)
                .append(direction);
    }

    /** A table of (key, sort_at, rid). */
    private record Keyed(
            String table, String rid, String keyColumn, String also, long[] keys, RecordLinks.Sources inside) {
        String condition(String key) {
            return "k." + keyColumn + " = " + key + also;
        }
    }

    private Keyed keyed() {
        if (plan.anchor() instanceof Anchor.Tokens tokens) {
            return new Keyed("search_token", "rid", "hash", "", tokens.hashes(), RecordLinks.Sources.NONE);
        }
        if (plan.anchor() instanceof Anchor.Links links) {
            return new Keyed(
                    "reference_link",
                    "source_rid",
                    "target_rid",
                    " and k.param = " + links.parameter(),
                    links.targets(),
                    links.inside());
        }
        return null;
    }
}
