package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A {@link Sight.Extent} as a predicate on {@code resource r}.
 *
 * @param versions the part of it that a version must meet too, on {@code resource_version v}
 */
public record SightSql(
        String predicate,
        List<Object> parameters,
        List<String> criteria,
        boolean nothing,
        boolean drafts,
        Versions versions) {
    /** What was labelled then, or was a draft, is not seen in its history either. */
    public record Versions(String predicate, List<Object> parameters) {}

    public static SightSql of(TenantId tenant, Sight.Extent extent) {
        if (extent instanceof Sight.Extent.Limited limited) {
            return of(tenant, limited.of()).limited(tenant, limited.limit());
        }
        if (extent instanceof Sight.Extent.All all) {
            return unlimited(drafts("r", all.drafts()), List.of(), List.of(), all.drafts());
        }
        if (extent instanceof Sight.Extent.Narrowed narrowed) {
            StringBuilder predicate = new StringBuilder(drafts("r", narrowed.drafts()));
            List<Object> parameters = new ArrayList<>();
            if (!narrowed.patientIds().isEmpty()) {
                predicate.append(" and r.patient_rid = any(array(select p.rid from resource p where p.tenant = ?"
                        + " and p.type = ? and p.id = any(?)))");
                parameters.add(tenant.value());
                parameters.add(ResourceTypes.number("Patient"));
                parameters.add(narrowed.patientIds().toArray(String[]::new));
            }
            return unlimited(predicate.toString(), parameters, narrowed.criteria(), narrowed.drafts());
        }
        return new SightSql(" and false", List.of(), List.of(), true, false, new Versions(" and false", List.of()));
    }

    private static SightSql unlimited(
            String predicate, List<Object> parameters, List<String> criteria, boolean drafts) {
        return new SightSql(
                predicate, parameters, criteria, false, drafts, new Versions(drafts("v", drafts), List.of()));
    }

    private static String drafts(String table, boolean visible) {
        return visible ? "" : " and not " + table + ".draft";
    }

    private SightSql limited(TenantId tenant, Sight.Limit limit) {
        StringBuilder predicate = new StringBuilder(predicate());
        List<Object> all = new ArrayList<>(parameters);
        labels("r", tenant, limit, predicate, all);
        if (!limit.excluded().isEmpty()) {
            predicate.append(" and r.patient_rid <> all(?)");
            all.add(numbers(limit.excluded()));
        }
        StringBuilder ofVersions = new StringBuilder(versions.predicate());
        List<Object> versionParameters = new ArrayList<>(versions.parameters());
        labels("v", tenant, limit, ofVersions, versionParameters);
        return new SightSql(
                predicate.toString(),
                all,
                criteria,
                nothing,
                drafts,
                new Versions(ofVersions.toString(), versionParameters));
    }

    /** Masks stand in the text: there are few, and with them alone a predicate has no parameters. */
    private static void labels(
            String table, TenantId tenant, Sight.Limit limit, StringBuilder sql, List<Object> parameters) {
        if (limit.own() != 0) {
            sql.append(" and (").append(lacks(table, limit.own()));
            sql.append(" or exists (select 1 from reference_link a where a.tenant = ? and a.target_rid ="
                    + " (select p.rid from resource p where p.tenant = ? and p.type = ? and p.id = ?)"
                    + " and a.param = any(?) and a.sort_at = r.sort_at and a.source_rid = r.rid))");
            int slash = limit.author().indexOf('/');
            parameters.add(tenant.value());
            parameters.add(tenant.value());
            parameters.add(slash < 0 ? 0 : ResourceTypes.number(limit.author().substring(0, slash)));
            parameters.add(limit.author().substring(slash + 1));
            parameters.add(
                    limit.authorships().stream().mapToInt(Integer::intValue).toArray());
        }
        if (!limit.partly().isEmpty()) {
            sql.append(" and (")
                    .append(table)
                    .append(".label = 0 or not exists (select 1 from unnest(?, ?) d(patient, labels)"
                            + " where d.patient = r.patient_rid and d.labels & ")
                    .append(table)
                    .append(".label <> 0))");
            parameters.add(numbers(limit.partly()));
            parameters.add(
                    limit.partLabels().stream().mapToInt(Integer::intValue).toArray());
        }
        if (limit.hidden() == 0 && limit.byConsent() == 0) {
            return;
        }
        sql.append(" and (");
        if (!limit.opened().isEmpty()) {
            sql.append("r.patient_rid = any(?) or ");
            parameters.add(numbers(limit.opened()));
        }
        sql.append(limit.hidden() == 0 ? "true" : lacks(table, limit.hidden()));
        if (limit.byConsent() != 0) {
            sql.append(" and (").append(lacks(table, limit.byConsent())).append(" or r.patient_rid = any(?))");
            parameters.add(numbers(limit.consenting()));
        }
        sql.append(")");
    }

    private static String lacks(String table, int labels) {
        return "(" + table + ".label & " + labels + ") = 0";
    }

    private static long[] numbers(Collection<Long> rids) {
        return rids.stream().mapToLong(Long::longValue).toArray();
    }
}
